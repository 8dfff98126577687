/* moves.c - ops that only move elements. */
#include "moves.h"
#include <string.h>

void ad_strides(ad_shape s, int stride[AD_MAX_RANK])
{
    for (int k = s.rank - 1, n = 1; k >= 0; n *= s.dim[k--])
        stride[k] = n;
}

void ad_piece_fill(const ad_call *c, double fill, ad_piece *p)
{
    p->operand = AD_NONE;
    p->fill = fill;
    ad_piece_axis(p, ad_count(ad_result_shape(c)), 1, 0);
}

/* Begin piece I of PIECES; false: there is none. */
static bool begin(const ad_call *c, int pieces, ad_piece_of *piece, int i, ad_piece *p)
{
    if (i == pieces || ad_count(ad_result_shape(c)) == 0)
        return false;
    if (i == 0)
        p->so_far = 0;
    p->operand = 0;
    p->rows.operands = 2;
    p->rows.axes = p->rows.at[AD_TO] = p->rows.at[AD_FROM] = 0;
    piece(c, i, p);
    ad_rows_start(&p->rows);
    return true;
}

static void fill(ad_rows *r, double number, double *y)
{
    while (ad_rows_next(r))
        for (int i = 0; i < r->n; i++)
            y[r->at[AD_TO] + i * r->step[AD_TO]] = number;
}

static void copy(ad_rows *r, const double *x, double *y)
{
    while (ad_rows_next(r)) {
        if (r->dense) {
            memcpy(y + r->at[AD_TO], x + r->at[AD_FROM], (size_t)r->n * sizeof *y);
        } else {
            for (int i = 0; i < r->n; i++)
                y[r->at[AD_TO] + i * r->step[AD_TO]] = x[r->at[AD_FROM] + i * r->step[AD_FROM]];
        }
    }
}

void ad_move(const ad_call *c, int pieces, ad_piece_of *piece, const double *all, double *y)
{
    ad_piece p;

    for (int i = 0; begin(c, pieces, piece, i, &p); i++) {
        if (p.operand == AD_NONE)
            fill(&p.rows, all == c->val ? p.fill : 0, y);
        else
            copy(&p.rows, all + c->g->node[c->arg[p.operand]].at, y);
    }
}

static void add_back(ad_rows *r, const double *dy, double *dx)
{
    while (ad_rows_next(r)) {
        const double *from = dy + r->at[AD_TO];
        double *to = dx + r->at[AD_FROM];

        if (r->dense) {
            for (int i = 0; i < r->n; i++)
                to[i] += from[i];
        } else {
            for (int i = 0; i < r->n; i++)
                to[i * r->step[AD_FROM]] += from[i * r->step[AD_TO]];
        }
    }
}

void ad_move_back(const ad_call *c, int pieces, ad_piece_of *piece, const double *dy)
{
    ad_piece p;

    for (int i = 0; begin(c, pieces, piece, i, &p); i++)
        if (p.operand != AD_NONE)
            add_back(&p.rows, dy, ad_adjoint(c, p.operand));
}

void ad_move_nodes(const ad_spec *s, int pieces, ad_piece_of *piece)
{
    ad_piece p;

    for (int i = 0; begin(s->call, pieces, piece, i, &p); i++) {
        const int *x = p.operand == AD_NONE ? (const int[]){ ad_number(s->g, p.fill) } : s->x[p.operand];

        for (ad_rows *r = &p.rows; ad_rows_next(r);)
            for (int e = 0; e < r->n; e++)
                s->y[r->at[AD_TO] + e * r->step[AD_TO]] = x[r->at[AD_FROM] + e * r->step[AD_FROM]];
    }
}
