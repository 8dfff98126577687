/* loss.c - losses; see loss.h. */
#include "loss.h"

const char *ad_loss_shape(const ad_call *c, ad_shape *y)
{
    *y = ad_scalar();
    return ad_same_shape(ad_shape_of(c, 0), ad_shape_of(c, 1)) ? NULL : "prediction and target must have one shape";
}

void ad_loss_spec(const ad_spec *s, int (*point)(ad_graph *g, const int *x, const double *attr))
{
    int n = ad_count(ad_shape_of(s->call, 0));
    int *term = s->scratch;

    for (int e = 0; e < n && !s->g->status; e++) {
        const int x[2] = { s->x[0][e], s->x[1][e] };

        term[e] = point(s->g, x, s->call->attr);
    }
    s->y[0] = ad_spec_mean(s->g, n, term);
}

const char *ad_label_shape(const ad_call *c, ad_shape *y)
{
    ad_shape x = ad_shape_of(c, 0), label = ad_shape_of(c, 1);

    *y = ad_scalar();
    if (x.rank < 1 || x.rank > 2)
        return "takes rows (N,C) or one row (C)";
    if (label.rank != x.rank - 1 || (x.rank == 2 && label.dim[0] != x.dim[0]))
        return "labels must be one for each row";
    return NULL;
}

int ad_label_rows(const ad_call *c)
{
    ad_shape x = ad_shape_of(c, 0);

    return x.rank == 2 ? x.dim[0] : 1;
}

int ad_label_classes(const ad_call *c)
{
    ad_shape x = ad_shape_of(c, 0);

    return x.dim[x.rank - 1];
}
