/* t-moves.c - ops that move elements: each against one index at a time over random shapes and
 * attributes, laws, bad indices, and sizes at the edge. */
#include "test.h"

enum { MOST = 1024, OPERANDS = 4 };

/* One op on inputs, and what a dumb model says of it: the result's shape, and for each of its
 * elements the number in the graph that it takes, or -1 and a constant. */
typedef struct {
    ad_graph g;
    int n, arg[OPERANDS], out;
    ad_shape y;
    int source[MOST];
    double constant[MOST], val[MOST];
} one;

static void begin(one *o)
{
    memset(o, 0, sizeof *o);
}

static ad_shape operand(one *o, ad_shape s)
{
    o->arg[o->n++] = ad_input(&o->g, s);
    return s;
}

static void apply(one *o, const ad_op *op, int attrs, const ad_attr *attr)
{
    o->out = ad_apply(&o->g, op, o->n, o->arg, attrs, attr);
    CHECK(o->g.status == AD_OK, "%s", o->g.error);
    assert_true(o->g.size <= MOST);
    for (int k = 0; k < o->g.size; k++)
        o->val[k] = draw_real(-1, 1);
}

static double *numbers(one *o, int k) { return o->val + o->g.node[o->arg[k]].at; }
static ad_shape shape_of(const one *o, int k) { return ad_shape_at(&o->g, o->arg[k]); }

static void split(ad_shape s, int e, int *index)
{
    for (int k = s.rank - 1; k >= 0; e /= s.dim[k--])
        index[k] = e % s.dim[k];
}

static int join(ad_shape s, const int *index)
{
    int e = 0;

    for (int k = 0; k < s.rank; k++)
        e = e * s.dim[k] + index[k];
    return e;
}

/* The element of operand K at INDEX is what result element E takes. */
static void takes(one *o, int e, int k, const int *index)
{
    o->source[e] = o->g.node[o->arg[k]].at + join(shape_of(o, k), index);
}

static void takes_constant(one *o, int e, double constant)
{
    o->source[e] = -1;
    o->constant[e] = constant;
}

/* Value, push and pull do what the model says, and pull adds to what is there. */
static void judge(one *o)
{
    const int at = o->g.node[o->out].at, n = ad_count(o->y);
    double dot[MOST], bar[MOST] = { 0 }, want[MOST], w[MOST];

    assert_true(ad_same_shape(ad_shape_at(&o->g, o->out), o->y));
    ad_eval(&o->g, o->val);
    for (int k = 0; k < at; k++)
        dot[k] = draw_real(-1, 1), bar[k] = want[k] = draw(8);
    ad_push(&o->g, o->val, dot);
    for (int e = 0; e < n; e++) {
        double still = isnan(o->constant[e]) ? NAN : 0;

        assert_true(same(o->val[at + e], o->source[e] < 0 ? o->constant[e] : o->val[o->source[e]]));
        assert_true(same(dot[at + e], o->source[e] < 0 ? still : dot[o->source[e]]));
        /* Small whole numbers add up exactly in any order. */
        w[e] = draw(16) - 8;
        if (o->source[e] >= 0)
            want[o->source[e]] += w[e];
    }
    ad_seed(&o->g, o->out, w, bar);
    ad_pull(&o->g, o->val, bar);
    assert_true(all_same(at, bar, want));
    ad_free(&o->g);
}

/* Axis K of RANK, from either end. */
static double either(int k, int rank)
{
    return draw(2) ? k : k - rank;
}

static ad_shape draw_ranked(int rank, int most)
{
    ad_shape s = { .rank = rank };

    for (int k = 0; k < rank; k++)
        s.dim[k] = draw(8) ? 1 + draw(most) : 0;
    return s;
}

#define ROUNDS(n) for (int round = effort(n); round-- > 0;)

/* All elements of the model's shape: E and its INDEX. */
#define EACH(o, e, index) for (int e = 0; e < ad_count((o)->y) && (split((o)->y, e, index), true); e++)

/* ---- one operand ---- */

static void broadcasts(void **state)
{
    (void)state;
    ROUNDS(300) {
        ad_shape x = draw_shape(3), y = { .rank = x.rank + draw(AD_MAX_RANK + 1 - x.rank) };
        double size[AD_MAX_RANK];
        int index[AD_MAX_RANK], front = y.rank - x.rank;
        one o;

        for (int k = 0; k < y.rank; k++) {
            bool keeps = k >= front && (x.dim[k - front] != 1 || draw(3) == 0);

            y.dim[k] = keeps ? x.dim[k - front] : draw(4);
            size[k] = keeps && draw(2) ? -1 : y.dim[k];
        }
        begin(&o);
        operand(&o, x);
        apply(&o, &ad_op_broadcast_to, 1, &(ad_attr){ "shape", y.rank, size });
        o.y = y;
        EACH(&o, e, index)
            o.source[e] = element_under(x, y, e);
        judge(&o);
    }
}

/* Python's rule for one bound, said apart for each sign of the step. */
static int bound(int at, int n, int step)
{
    at = at < 0 ? at + n : at;
    if (step > 0)
        return at < 0 ? 0 : at > n ? n : at;
    return at < -1 ? -1 : at > n - 1 ? n - 1 : at;
}

static void slices(void **state)
{
    (void)state;
    ROUNDS(1000) {
        ad_shape x = draw_ranked(1 + draw(AD_MAX_RANK), 3);
        int axis = draw(x.rank), n = x.dim[axis] = draw(7), step = 1 + draw(4), ends = draw(4);
        int index[AD_MAX_RANK], list[8], len = 0, attrs = 1, start, stop;
        double given[4] = { either(axis, x.rank), draw(20) - 10, draw(20) - 10 };
        ad_attr attr[4] = { { "axis", 1, &given[0] } };
        one o;

        step = draw(2) ? step : -step;
        given[3] = step;
        start = step > 0 ? 0 : n - 1, stop = step > 0 ? n : -1;
        if (ends & 1)
            attr[attrs++] = (ad_attr){ "start", 1, &given[1] }, start = bound((int)given[1], n, step);
        if (ends & 2)
            attr[attrs++] = (ad_attr){ "stop", 1, &given[2] }, stop = bound((int)given[2], n, step);
        if (step != 1 || draw(2))
            attr[attrs++] = (ad_attr){ "step", 1, &given[3] };
        for (int i = start; step > 0 ? i < stop : i > stop; i += step)
            list[len++] = i;
        begin(&o);
        o.y = operand(&o, x);
        o.y.dim[axis] = len;
        apply(&o, &ad_op_slice, attrs, attr);
        EACH(&o, e, index) {
            index[axis] = list[index[axis]];
            takes(&o, e, 0, index);
        }
        judge(&o);
    }
}

static void pads(void **state)
{
    (void)state;
    ROUNDS(300) {
        double before[AD_MAX_RANK], after[AD_MAX_RANK], value = draw_real(-1, 1);
        ad_attr attr[3] = { { "before", 0, before }, { "after", 0, after }, { "value", 1, &value } };
        int index[AD_MAX_RANK];
        one o;

        begin(&o);
        o.y = operand(&o, draw_shape(2));
        attr[0].n = attr[1].n = o.y.rank;
        for (int k = 0; k < o.y.rank; k++) {
            before[k] = draw(3), after[k] = draw(3);
            o.y.dim[k] += (int)before[k] + (int)after[k];
        }
        apply(&o, &ad_op_pad, 3, attr);
        EACH(&o, e, index) {
            bool inside = true;

            for (int k = 0; k < o.y.rank; k++) {
                index[k] -= (int)before[k];
                inside = inside && index[k] >= 0 && index[k] < shape_of(&o, 0).dim[k];
            }
            if (inside)
                takes(&o, e, 0, index);
            else
                takes_constant(&o, e, value);
        }
        judge(&o);
    }
}

static void flips(void **state)
{
    (void)state;
    ROUNDS(300) {
        ad_shape x = draw_shape(3);
        double axis[AD_MAX_RANK];
        int axes = 0, index[AD_MAX_RANK];
        bool all = draw(3) == 0, flip[AD_MAX_RANK];
        one o;

        for (int k = 0; k < x.rank; k++) {
            flip[k] = all || draw(2);
            if (flip[k])
                axis[axes++] = either(k, x.rank);
        }
        begin(&o);
        o.y = operand(&o, x);
        apply(&o, &ad_op_flip, !all, &(ad_attr){ "axis", axes, axis });
        EACH(&o, e, index) {
            for (int k = 0; k < x.rank; k++)
                index[k] = flip[k] ? x.dim[k] - 1 - index[k] : index[k];
            takes(&o, e, 0, index);
        }
        judge(&o);
    }
}

static void repeats(void **state)
{
    (void)state;
    ROUNDS(300) {
        ad_shape x = draw_shape(2);
        double times[AD_MAX_RANK];
        int index[AD_MAX_RANK], front = draw(AD_MAX_RANK + 1 - x.rank);
        one o;

        begin(&o);
        operand(&o, x);
        o.y = (ad_shape){ .rank = front + x.rank };
        for (int k = 0; k < o.y.rank; k++) {
            times[k] = draw(8) ? 1 + draw(2) : 0;
            o.y.dim[k] = (int)times[k] * (k < front ? 1 : x.dim[k - front]);
        }
        apply(&o, &ad_op_repeat, 1, &(ad_attr){ "repeats", o.y.rank, times });
        EACH(&o, e, index) {
            for (int k = front; k < o.y.rank; k++)
                index[k] %= x.dim[k - front];
            takes(&o, e, 0, index + front);
        }
        judge(&o);
    }
}

static void rolls(void **state)
{
    (void)state;
    ROUNDS(300) {
        ad_shape x = draw_shape(3);
        double axis[3], shift[3];
        int axes = x.rank ? draw(4) : 0, index[AD_MAX_RANK], count = ad_count(x);
        bool flat = draw(3) == 0;
        one o;

        for (int i = 0; i < 3; i++) {
            shift[i] = draw(6) ? draw(20) - 10 : draw(2) ? INT32_MAX : -INT32_MAX;
            axis[i] = x.rank ? either(draw(x.rank), x.rank) : 0;
        }
        begin(&o);
        o.y = operand(&o, x);
        apply(&o, &ad_op_roll, flat ? 1 : 2, (ad_attr[]){ { "shifts", flat ? 1 : axes, shift }, { "axis", axes, axis } });
        EACH(&o, e, index) {
            for (int i = 0; i < axes; i++) {
                int k = (int)axis[i] + (axis[i] < 0 ? x.rank : 0), back = (int)shift[i] % x.dim[k];

                index[k] = (index[k] - back + x.dim[k]) % x.dim[k];
            }
            if (flat)
                o.source[e] = (e - (int)shift[0] % count + count) % count;
            else
                takes(&o, e, 0, index);
        }
        judge(&o);
    }
}

static void triangles(void **state)
{
    (void)state;
    ROUNDS(300) {
        ad_shape x = draw_ranked(2 + draw(3), 4);
        double diagonal = draw(5) ? draw(9) - 4 : draw(2) ? INT32_MAX : -INT32_MAX;
        int index[AD_MAX_RANK];
        bool upper = draw(2);
        one o;

        begin(&o);
        o.y = operand(&o, x);
        apply(&o, upper ? &ad_op_triu : &ad_op_tril, 1, &AD_SET("diagonal", diagonal));
        EACH(&o, e, index) {
            double beyond = index[x.rank - 1] - index[x.rank - 2] - diagonal;

            if (upper ? beyond >= 0 : beyond <= 0)
                takes(&o, e, 0, index);
            else
                takes_constant(&o, e, 0);
        }
        judge(&o);
    }
}

static void diagonals(void **state)
{
    (void)state;
    ROUNDS(300) {
        ad_shape x = draw_ranked(2 + draw(3), 4);
        int a = draw(x.rank), b = (a + 1 + draw(x.rank - 1)) % x.rank, index[AD_MAX_RANK], moved[AD_MAX_RANK], len = 0;
        int offset = draw(5) ? draw(9) - 4 : draw(2) ? INT32_MAX : -INT32_MAX;
        const double given[3] = { offset, either(a, x.rank), either(b, x.rank) };
        one o;

        begin(&o);
        operand(&o, x);
        for (int k = 0; k < x.rank; k++)
            if (k != a && k != b)
                o.y.dim[o.y.rank++] = x.dim[k];
        for (int i = 0; i < x.dim[a]; i++)
            for (int j = 0; j < x.dim[b]; j++)
                len += j - i == offset;
        o.y.dim[o.y.rank++] = len;
        apply(&o, &ad_op_diagonal, 3,
              (ad_attr[]){ { "offset", 1, given }, { "axis1", 1, given + 1 }, { "axis2", 1, given + 2 } });
        EACH(&o, e, index) {
            for (int k = 0, own = 0; k < x.rank; k++)
                moved[k] = k == a || k == b ? 0 : index[own++];
            moved[a] = index[o.y.rank - 1] - (offset < 0 ? offset : 0);
            moved[b] = index[o.y.rank - 1] + (offset > 0 ? offset : 0);
            takes(&o, e, 0, moved);
        }
        judge(&o);
    }
}

static void upsamples(void **state)
{
    (void)state;
    ROUNDS(100) {
        int scale = 1 + draw(3), index[AD_MAX_RANK];
        one o;

        begin(&o);
        o.y = operand(&o, draw_ranked(4, 2));
        o.y.dim[2] *= scale, o.y.dim[3] *= scale;
        apply(&o, &ad_op_upsample_nearest, 1, &AD_SET("scale", scale));
        EACH(&o, e, index) {
            index[2] /= scale, index[3] /= scale;
            takes(&o, e, 0, index);
        }
        judge(&o);
    }
}

/* ---- several operands, some of them the same ---- */

static void concatenates(void **state)
{
    (void)state;
    ROUNDS(300) {
        ad_shape x = draw_ranked(1 + draw(AD_MAX_RANK), 3);
        int axis = draw(x.rank), n = 1 + draw(OPERANDS), index[AD_MAX_RANK];
        one o;

        begin(&o);
        o.y = x, o.y.dim[axis] = 0;
        for (int k = 0; k < n; k++) {
            x.dim[axis] = draw(3);
            operand(&o, x);
            if (k && draw(3) == 0)
                o.arg[k] = o.arg[draw(k)];
            o.y.dim[axis] += shape_of(&o, k).dim[axis];
        }
        apply(&o, &ad_op_concat, 1, &AD_SET("axis", either(axis, x.rank)));
        EACH(&o, e, index) {
            int k = 0;

            for (; index[axis] >= shape_of(&o, k).dim[axis]; k++)
                index[axis] -= shape_of(&o, k).dim[axis];
            takes(&o, e, k, index);
        }
        judge(&o);
    }
}

static void stacks(void **state)
{
    (void)state;
    ROUNDS(300) {
        ad_shape x = draw_ranked(draw(AD_MAX_RANK), 3);
        int axis = draw(x.rank + 1), n = 1 + draw(OPERANDS), index[AD_MAX_RANK];
        one o;

        begin(&o);
        for (int k = 0; k < n; k++) {
            operand(&o, x);
            if (k && draw(3) == 0)
                o.arg[k] = o.arg[draw(k)];
        }
        o.y.rank = x.rank + 1;
        for (int k = 0, own = 0; k < o.y.rank; k++)
            o.y.dim[k] = k == axis ? n : x.dim[own++];
        apply(&o, &ad_op_stack, 1, &AD_SET("axis", either(axis, o.y.rank)));
        EACH(&o, e, index) {
            int k = index[axis];

            for (int j = axis; j < x.rank; j++)
                index[j] = index[j + 1];
            takes(&o, e, k, index);
        }
        judge(&o);
    }
}

/* ---- indices, good and bad ---- */

static double draw_index(int n)
{
    const double two_32 = 4294967296, bad[] = { -1, n, 0.5, n - 0.5, NAN, INFINITY, -INFINITY, 1e300, two_32, -0.5, 5e-324 };

    return draw(6) && n ? draw(n) : bad[draw((int)(sizeof bad / sizeof *bad))];
}

static bool is_good(double index, int n)
{
    for (int k = 0; k < n; k++)
        if (index == k)
            return true;
    return false;
}

static void draw_indices(one *o, int k, int n)
{
    for (int e = ad_count(shape_of(o, k)); e-- > 0;)
        numbers(o, k)[e] = draw_index(n);
}

/* Result element E takes the element at AT, where coordinate AXIS is to be the index's value. */
static void takes_indexed(one *o, int e, double index, int axis, int *at)
{
    at[axis] = (int)(is_good(index, shape_of(o, 0).dim[axis]) ? index : 0);
    if (is_good(index, shape_of(o, 0).dim[axis]))
        takes(o, e, 0, at);
    else
        takes_constant(o, e, NAN);
}

static void gathers(void **state)
{
    (void)state;
    ROUNDS(500) {
        ad_shape x = draw_ranked(1 + draw(AD_MAX_RANK), 3), i = x;
        int axis = draw(x.rank), index[AD_MAX_RANK];
        one o;

        for (int k = 0; k < x.rank; k++)
            i.dim[k] = k == axis ? draw(4) : draw(x.dim[k] + 1);
        begin(&o);
        operand(&o, x);
        o.y = operand(&o, i);
        apply(&o, &ad_op_gather, 1, &AD_SET("axis", either(axis, x.rank)));
        draw_indices(&o, 1, x.dim[axis]);
        EACH(&o, e, index)
            takes_indexed(&o, e, numbers(&o, 1)[e], axis, index);
        judge(&o);
    }
}

static void embeds(void **state)
{
    (void)state;
    ROUNDS(300) {
        ad_shape w = draw_ranked(2, 4), i = draw_ranked(draw(AD_MAX_RANK), 3);
        int index[AD_MAX_RANK], at[2];
        one o;

        begin(&o);
        operand(&o, w);
        o.y = operand(&o, i);
        o.y.dim[o.y.rank++] = w.dim[1];
        apply(&o, &ad_op_embedding, 0, NULL);
        draw_indices(&o, 1, w.dim[0]);
        EACH(&o, e, index) {
            at[1] = index[i.rank];
            takes_indexed(&o, e, numbers(&o, 1)[join(i, index)], 0, at);
        }
        judge(&o);
    }
}

static void selects(void **state)
{
    (void)state;
    ROUNDS(300) {
        ad_shape x = draw_ranked(1 + draw(AD_MAX_RANK), 3), i = draw_ranked(draw(2), 3);
        int axis = draw(x.rank), index[AD_MAX_RANK + 1] = { 0 }, at[AD_MAX_RANK] = { 0 };
        one o;

        begin(&o);
        operand(&o, x);
        operand(&o, i);
        for (int k = 0; k < x.rank; k++) {
            if (k != axis)
                o.y.dim[o.y.rank++] = x.dim[k];
            else if (i.rank)
                o.y.dim[o.y.rank++] = i.dim[0];
        }
        apply(&o, &ad_op_index_select, 1, &AD_SET("axis", either(axis, x.rank)));
        draw_indices(&o, 1, x.dim[axis]);
        EACH(&o, e, index) {
            for (int k = 0, own = 0; k < x.rank; k++)
                at[k] = k != axis || i.rank ? index[own++] : 0;
            takes_indexed(&o, e, numbers(&o, 1)[i.rank ? at[axis] : 0], axis, at);
        }
        judge(&o);
    }
}

/* Whole numbers, so that sums are exact; one index element at a time into a copy of x. */
static void scatters(void **state)
{
    (void)state;
    ROUNDS(500) {
        ad_shape x = draw_ranked(1 + draw(AD_MAX_RANK), 3), i = x, src = x;
        int axis = draw(x.rank), index[AD_MAX_RANK], n = ad_count(x), xs, is, ss;
        double dot[MOST], y[MOST], dy[MOST], bar[MOST] = { 0 }, want[MOST], w[MOST];
        one o;

        for (int k = 0; k < x.rank; k++) {
            i.dim[k] = k == axis ? draw(4) : draw(x.dim[k] + 1);
            src.dim[k] = i.dim[k] + draw(2);
        }
        begin(&o);
        operand(&o, x), operand(&o, i), operand(&o, src);
        apply(&o, &ad_op_scatter_add, 1, &AD_SET("axis", either(axis, x.rank)));
        xs = o.g.node[o.arg[0]].at, is = o.g.node[o.arg[1]].at, ss = o.g.node[o.arg[2]].at;
        for (int k = 0; k < o.g.size; k++)
            o.val[k] = draw(16), dot[k] = draw(16), bar[k] = want[k] = draw(16);
        draw_indices(&o, 1, x.dim[axis]);
        ad_eval(&o.g, o.val);
        ad_push(&o.g, o.val, dot);
        for (int e = 0; e < n; e++)
            y[e] = o.val[xs + e], dy[e] = dot[xs + e], w[e] = draw(16), want[xs + e] += w[e];
        for (int e = 0; e < ad_count(i); e++) {
            int from;

            split(i, e, index);
            from = ss + join(src, index);
            for (int k = 0; k < x.dim[axis]; k++) {
                bool good = is_good(o.val[is + e], x.dim[axis]);

                index[axis] = k;
                if (good && o.val[is + e] != k)
                    continue;
                y[join(x, index)] += good ? o.val[from] : NAN;
                dy[join(x, index)] += good ? dot[from] : NAN;
                want[from] += good ? w[join(x, index)] : 0;
            }
        }
        ad_seed(&o.g, o.out, w, bar);
        ad_pull(&o.g, o.val, bar);
        assert_true(ad_same_shape(ad_shape_at(&o.g, o.out), x));
        assert_true(all_same(n, o.val + o.g.node[o.out].at, y));
        assert_true(all_same(n, dot + o.g.node[o.out].at, dy));
        assert_true(all_same(o.g.node[o.out].at, bar, want));
        ad_free(&o.g);
    }
}

/* ---- laws ---- */

/* Nodes A and B of O's graph have the same shape and values. */
static void are_equal(one *o, int a, int b)
{
    CHECK(o->g.status == AD_OK, "%s", o->g.error);
    assert_true(o->g.size <= MOST);
    for (int k = 0; k < o->g.size; k++)
        o->val[k] = draw_real(-1, 1);
    ad_eval(&o->g, o->val);
    assert_true(ad_same_shape(ad_shape_at(&o->g, a), ad_shape_at(&o->g, b)));
    assert_true(all_same(ad_count(ad_shape_at(&o->g, a)), o->val + o->g.node[a].at, o->val + o->g.node[b].at));
}

static void forth_and_back(void **state)
{
    (void)state;
    ROUNDS(100) {
        ad_shape s = draw_ranked(2, 4);
        one o;
        ad_graph *g = &o.g;
        int x, u, both, n = s.dim[0], shift = draw(9) - 4;

        begin(&o);
        x = ad_input(g, s), u = ad_input(g, s);
        are_equal(&o, x, AD(g, flip, AD(g, flip, x)));
        are_equal(&o, x, AD_WITH(g, roll, AD_SET("shifts", -shift), AD_WITH(g, roll, AD_SET("shifts", shift), x)));
        both = AD(g, concat, x, u);
        are_equal(&o, u, AD_WITH(g, slice, AD_SET("start", n), both));
        are_equal(&o, both, AD_WITH(g, reshape, AD_SET("shape", 2 * n, s.dim[1]), AD(g, stack, x, u)));
        are_equal(&o, AD(g, concat, x, x), AD_WITH(g, repeat, AD_SET("repeats", 2, 1), x));
        are_equal(&o, AD(g, flip, x), AD_WITH(g, slice, AD_SET("step", -1), AD_WITH(g, flip, AD_SET("axis", 1), x)));
        are_equal(&o, AD(g, transpose, AD(g, triu, x)), AD(g, tril, AD(g, transpose, x)));
        /* Both triangles overlap in the diagonal: with the strict upper one they are whole. */
        are_equal(&o, x, AD(g, add, AD(g, tril, x), AD_WITH(g, triu, AD_SET("diagonal", 1), x)));
        are_equal(&o, AD(g, diagonal, x), AD(g, diagonal, AD(g, triu, x)));
        ad_free(g);
    }
}

/* embedding is index_select along the first axis, and gather with the index spread out; scatter_add
 * into zeros is embedding's pull. */
static void indexed_ops_agree(void **state)
{
    (void)state;
    ROUNDS(100) {
        const int v = 1 + draw(4), d = 1 + draw(3), n = draw(5);
        ad_graph g = { 0 };
        int w = ad_input(&g, (ad_shape){ 2, { v, d } }), i = ad_input(&g, (ad_shape){ 1, { n } });
        int column = AD_WITH(&g, reshape, AD_SET("shape", n, 1), i);
        int spread = AD_WITH(&g, broadcast_to, AD_SET("shape", n, d), column);
        int a = AD(&g, embedding, w, i), b = AD_WITH(&g, index_select, AD_SET("axis", 0), w, i);
        int c = AD_WITH(&g, gather, AD_SET("axis", 0), w, spread), src = ad_input(&g, (ad_shape){ 2, { n, d } });
        int zero = AD(&g, sub, w, w), scattered = AD_WITH(&g, scatter_add, AD_SET("axis", 0), zero, spread, src);
        double val[MOST], bar[MOST] = { 0 };

        CHECK(g.status == AD_OK, "%s", g.error);
        for (int k = 0; k < g.size; k++)
            val[k] = draw(100);
        for (int k = 0; k < n; k++)
            val[g.node[i].at + k] = draw(v);
        ad_eval(&g, val);
        assert_true(all_same(n * d, val + g.node[a].at, val + g.node[b].at));
        assert_true(all_same(n * d, val + g.node[a].at, val + g.node[c].at));
        ad_seed(&g, a, val + g.node[src].at, bar);
        ad_pull(&g, val, bar);
        assert_true(all_same(v * d, bar, val + g.node[scattered].at));
        ad_free(&g);
    }
}

static void constants_have_no_tangent(void **state)
{
    const double odd[] = { NAN, INFINITY, -INFINITY, 1e308 };

    (void)state;
    for (int k = 0; k < 4; k++) {
        ad_graph g = { 0 };
        int x = ad_input(&g, (ad_shape){ 1, { 1 } });
        const double before = 1;
        double val[3] = { 5 }, dot[3] = { 7 }, bar[3] = { 0 }, want[3] = { 5, odd[k], 5 };

        ad_apply(&g, &ad_op_pad, 1, &x, 2, (ad_attr[]){ { "before", 1, &before }, { "value", 1, odd + k } });
        ad_eval(&g, val);
        ad_push(&g, val, dot);
        ad_seed(&g, 1, (const double[]){ 3, 4 }, bar);
        ad_pull(&g, val, bar);
        assert_true(all_same(3, val, want) && dot[1] == 0 && dot[2] == 7 && bar[0] == 4);
        ad_free(&g);
    }
}

/* What a mask or a slice leaves out is not multiplied by 0. */
static void what_goes_is_gone(void **state)
{
    ad_graph g = { 0 };
    int x = ad_input(&g, (ad_shape){ 2, { 2, 2 } }), y = AD(&g, tril, x);
    double val[8] = { 1, NAN, 3, INFINITY }, dot[8] = { 1, NAN, 3, 4 }, bar[8] = { 0 };

    (void)state;
    ad_eval(&g, val);
    ad_push(&g, val, dot);
    ad_seed(&g, y, (const double[]){ 1, NAN, 2, 3 }, bar);
    ad_pull(&g, val, bar);
    assert_true(val[5] == 0 && isinf(val[7]) && dot[5] == 0 && bar[1] == 0 && bar[3] == 3);
    ad_free(&g);
}

/* ---- sizes at the edge ---- */

static void empty_but_wide(void **state)
{
    const int big = AD_MAX_SIZE / 16 * 15;
    const ad_shape wide = { 2, { 0, big } }, high = { 2, { big, 0 } };
    ad_graph g = { 0 };
    int x = ad_input(&g, wide), u = ad_input(&g, high), i = ad_input(&g, (ad_shape){ 1, { 0 } });

    (void)state;
    AD(&g, flip, x), AD(&g, tril, u), AD(&g, triu, u), AD(&g, stack, x), AD(&g, concat, x, x), AD(&g, diagonal, x);
    AD_WITH(&g, roll, AD_SET("shifts", 3), x), AD_WITH(&g, repeat, AD_SET("repeats", 7, 1), x);
    AD_WITH(&g, slice, AD_SET("step", -INT32_MAX), u), AD_WITH(&g, index_select, AD_SET("axis", 1), u, i);
    AD(&g, embedding, u, i), AD_WITH(&g, gather, AD_SET("axis", 1), u, u);
    AD_WITH(&g, scatter_add, AD_SET("axis", 0), x, x, x), AD_WITH(&g, pad, AD_SET("before", 0, 1), x);
    AD_WITH(&g, broadcast_to, AD_SET("shape", 1, 0, big), x);
    CHECK(g.status == AD_OK, "%s", g.error);
    assert_int_equal(g.size, 0);
    ad_eval(&g, (double[]){ 0 });
    ad_pull(&g, (double[]){ 0 }, (double[]){ 0 });
    ad_free(&g);
}

/* The place of x is where it would start, if it had elements: here beyond an int. */
static void nothing_padded_widely(void **state)
{
    const double half = AD_MAX_SIZE / 2;
    ad_graph g = { 0 };
    int x = ad_input(&g, (ad_shape){ 2, { 0, 0 } }), y = AD_WITH(&g, pad, AD_SET("before", 2, half), x);
    ad_call c;

    (void)state;
    CHECK(g.status == AD_OK, "%s", g.error);
    c = ad_call_of(&g, y, &(double){ 0 }, &(double){ 0 });
    c.op->pull(&c, NULL);
    ad_free(&g);
}

/* Where there are such sizes at all. */
static void sizes_do_not_wrap(void **state)
{
    const double huge = INT32_MAX, half = 1 << 30, hugest[4] = { huge, huge, huge, huge };
    const struct { const ad_op *op; ad_shape x; int n; ad_attr attr; ad_status status; } all[] = {
        { &ad_op_concat, { 2, { 0, 2000000000 } }, 2, AD_SET("axis", 1), AD_BAD_SHAPE },
        { &ad_op_concat, { 2, { 1 << 30, 0 } }, 2, AD_SET("axis", 0), AD_BAD_SHAPE },
        { &ad_op_stack, { 2, { 0, 2000000000 } }, 2, AD_SET("axis", 0), AD_TOO_BIG },
        { &ad_op_repeat, { 1, { 2 } }, 1, AD_SET("repeats", huge), AD_BAD_SHAPE },
        { &ad_op_repeat, { 1, { 2 } }, 1, AD_SET("repeats", half, 1), AD_TOO_BIG },
        { &ad_op_repeat, { 0, { 0 } }, 1, { "repeats", 4, hugest }, AD_TOO_BIG },
        { &ad_op_broadcast_to, { 0, { 0 } }, 1, { "shape", 4, hugest }, AD_TOO_BIG },
        { &ad_op_broadcast_to, { 0, { 0 } }, 1, AD_SET("shape", huge), AD_TOO_BIG },
        { &ad_op_broadcast_to, { 3, { 1, 0, 2000000000 } }, 1, AD_SET("shape", 2, 0, -1), AD_TOO_BIG },
        { &ad_op_pad, { 1, { 1 } }, 1, AD_SET("before", huge), AD_BAD_SHAPE },
        { &ad_op_pad, { 1, { 0 } }, 1, AD_SET("after", huge), AD_OK },
        { &ad_op_pad, { 2, { 2, 2 } }, 1, AD_SET("after", half, half), AD_TOO_BIG },
        { &ad_op_upsample_nearest, { 4, { 1, 1, 2, 2 } }, 1, AD_SET("scale", huge), AD_BAD_SHAPE },
        { &ad_op_upsample_nearest, { 4, { 1, 1, 1, 1 } }, 1, AD_SET("scale", huge), AD_TOO_BIG },
        { &ad_op_upsample_nearest, { 4, { 1, 1, 1, 1 } }, 1, AD_SET("scale", -huge), AD_BAD_SHAPE },
        { &ad_op_slice, { 1, { 5 } }, 1, AD_SET("step", -huge), AD_OK },
        { &ad_op_diagonal, { 2, { 2, 2 } }, 1, AD_SET("offset", -huge), AD_OK },
    };

    (void)state;
    if (AD_MAX_SIZE < INT32_MAX)
        skip();
    for (int i = 0; i < (int)(sizeof all / sizeof *all); i++) {
        ad_graph g = { 0 };
        int x[2];

        x[0] = x[1] = ad_input(&g, all[i].x);
        ad_apply(&g, all[i].op, all[i].n, x, 1, &all[i].attr);
        CHECK(g.status == all[i].status, "case %d, %s: status %d, %s", i, all[i].op->name, (int)g.status, g.error);
        CHECK(g.status == AD_OK || strncmp(g.error, all[i].op->name, strlen(all[i].op->name)) == 0, "%s", g.error);
        ad_free(&g);
    }
}

RUN(TEST(broadcasts), TEST(slices), TEST(pads), TEST(flips), TEST(repeats), TEST(rolls), TEST(triangles),
    TEST(diagonals), TEST(upsamples), TEST(concatenates), TEST(stacks), TEST(gathers), TEST(embeds), TEST(selects),
    TEST(scatters), TEST(forth_and_back), TEST(indexed_ops_agree), TEST(constants_have_no_tangent),
    TEST(what_goes_is_gone), TEST(empty_but_wide), TEST(nothing_padded_widely),
    TEST(sizes_do_not_wrap))
