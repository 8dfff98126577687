/* t-windows.c - convolutions and pools against seven nested loops over explicit padding, what they refuse, and their
 * conventions at ties, NaN and sizes beyond any memory. */
#include "one.h"

/* Value, tangents and adjoints for random inputs, tangents and cotangents, adjoints starting from 1. */
static void run_drawn(one *o)
{
    for (int k = 0; k < o->x; k++)
        o->val[k] = draw_real(-2, 2), o->dot[k] = draw_real(-2, 2), o->bar[k] = 1;
    ad_eval(&o->g, o->val);
    ad_push(&o->g, o->val, o->dot);
    for (int k = 0; k < o->y; k++)
        o->bar[o->x + k] = draw_real(-2, 2);
    ad_pull(&o->g, o->val, o->bar);
}

static const double *value_of(const one *o, int operand) { return o->val + o->g.node[operand].at; }
static const double *tangent_of(const one *o, int operand) { return o->dot + o->g.node[operand].at; }

/* Sums of up to a few hundred products of numbers below 2, in any order: half an ulp of 1000 for each. */
static bool close_to(double a, double b) { return near(a, b, 1e-11); }

/* The op's spec, evaluated: numbers into Y. */
static void eval_spec(const one *o, double *y)
{
    static int node[MOST];
    static double val[400000];
    const int *x[3];
    ad_graph g = { 0 };
    ad_call c = ad_call_of(&o->g, o->out, o->val, NULL);

    for (int k = 0; k < o->x; k++)
        node[k] = ad_input(&g, ad_scalar());
    for (int k = 0; k < o->out; k++)
        x[k] = node + o->g.node[k].at;
    c.op->spec(&(ad_spec){ .g = &g, .call = &c, .x = x, .y = node + o->x, .scratch = (int[4 * MOST]){ 0 } });
    assert_int_equal(g.status, AD_OK);
    assert_true(g.size <= (int)(sizeof val / sizeof *val));
    memcpy(val, o->val, (size_t)o->x * sizeof *val);
    ad_eval(&g, val);
    for (int k = 0; k < o->y; k++)
        y[k] = val[g.node[node[o->x + k]].at];
    ad_free(&g);
}

/* ---- the model of a convolution ---- */

typedef struct {
    int axes, batch, groups, ins, outs;
    int input[2], kernel[2], stride[2], padding[2], dilation[2], output[2];
} sizes;

/* Positions of a window that reaches over REACH places; none if it does not fit. */
static int positions(const sizes *k, int a, int reach)
{
    int room = k->input[a] + 2 * k->padding[a] - reach;

    return room < 0 ? 0 : room / k->stride[a] + 1;
}

/* Random sizes; on one axis the rows are those of a line. */
static sizes draw_sizes(int axes)
{
    sizes k = { .axes = axes, .batch = draw(3), .groups = 1 + draw(3), .ins = draw(3), .outs = draw(3) };

    for (int a = 0; a < 2; a++) {
        bool line = a < 2 - axes;

        k.input[a] = line ? 1 : draw(6);
        k.kernel[a] = line ? 1 : 1 + draw(3);
        k.stride[a] = line ? 1 : 1 + draw(3);
        k.padding[a] = line ? 0 : draw(4);
        k.dilation[a] = line ? 1 : 1 + draw(3);
        k.output[a] = positions(&k, a, k.dilation[a] * (k.kernel[a] - 1) + 1);
    }
    return k;
}

static ad_shape shape_of(int axes, int first, int second, const int plane[2])
{
    if (axes == 1)
        return (ad_shape){ 3, { first, second, plane[1] } };
    return (ad_shape){ 4, { first, second, plane[0], plane[1] } };
}

/* Lists by axis, or one number for both, or nothing for what is the default. */
static int attrs_of(const sizes *k, ad_attr *attr, double number[4][2])
{
    const char *const name[3] = { "stride", "padding", "dilation" };
    const int *const of[3] = { k->stride, k->padding, k->dilation };
    int n = 0;

    for (int i = 0; i < 3; i++) {
        bool same_twice = k->axes == 2 && of[i][0] == of[i][1];

        if (of[i][1] == (i != 1) && of[i][0] == (i != 1) && draw(2))
            continue;
        for (int a = 0; a < k->axes; a++)
            number[n][a] = of[i][2 - k->axes + a];
        attr[n] = (ad_attr){ name[i], same_twice && draw(2) ? 1 : k->axes, number[n] };
        n++;
    }
    number[3][0] = k->groups;
    attr[n++] = (ad_attr){ "groups", 1, number[3] };
    return n;
}

/* The model's numbers: y, its tangents, and the adjoints of x and the weight. */
typedef struct { const one *o; double y[MOST], dy[MOST], dx[MOST], dw[MOST]; } model;

static void add_tap(model *m, int ex, int ew, int ey)
{
    const double *x = value_of(m->o, 0), *w = value_of(m->o, 1);
    double cotangent = m->o->bar[m->o->x + ey];

    m->y[ey] += x[ex] * w[ew];
    m->dy[ey] += tangent_of(m->o, 0)[ex] * w[ew] + x[ex] * tangent_of(m->o, 1)[ew];
    m->dx[ex] += cotangent * w[ew];
    m->dw[ew] += cotangent * x[ex];
}

/* Every position, channel and tap; those in the padding add nothing. */
static void every_tap(const sizes *k, model *m)
{
    int channels = k->groups * k->ins, filters = k->groups * k->outs;

    for (int n = 0; n < k->batch; n++)
    for (int o = 0; o < filters; o++)
    for (int row = 0; row < k->output[0]; row++)
    for (int col = 0; col < k->output[1]; col++)
    for (int i = 0; i < k->ins; i++)
    for (int u = 0; u < k->kernel[0]; u++)
    for (int v = 0; v < k->kernel[1]; v++) {
        int channel = o / k->outs * k->ins + i;
        int y = row * k->stride[0] + u * k->dilation[0] - k->padding[0];
        int x = col * k->stride[1] + v * k->dilation[1] - k->padding[1];

        if (y >= 0 && y < k->input[0] && x >= 0 && x < k->input[1])
            add_tap(m, ((n * channels + channel) * k->input[0] + y) * k->input[1] + x,
                    ((o * k->ins + i) * k->kernel[0] + u) * k->kernel[1] + v,
                    ((n * filters + o) * k->output[0] + row) * k->output[1] + col);
    }
}

static void compare(const one *o, const sizes *k, model *m)
{
    static double spec[MOST], db[MOST];
    int plane = k->output[0] * k->output[1], filters = k->groups * k->outs;

    memset(m, 0, sizeof *m), memset(db, 0, sizeof db);
    m->o = o;
    every_tap(k, m);
    eval_spec(o, spec);
    for (int e = 0; e < o->y; e++) {
        int filter = e / plane % filters;

        m->y[e] += o->out > 2 ? value_of(o, 2)[filter] : 0;
        m->dy[e] += o->out > 2 ? tangent_of(o, 2)[filter] : 0;
        db[filter] += o->bar[o->x + e];
        CHECK(close_to(o->val[o->x + e], m->y[e]), "value %d: %.17g, not %.17g", e, o->val[o->x + e], m->y[e]);
        CHECK(close_to(spec[e], m->y[e]), "spec %d: %.17g, not %.17g", e, spec[e], m->y[e]);
        CHECK(close_to(o->dot[o->x + e], m->dy[e]), "tangent %d: %.17g, not %.17g", e, o->dot[o->x + e], m->dy[e]);
    }
    for (int e = 0; e < o->x; e++) {
        int operand = o->out > 2 && e >= o->g.node[2].at ? 2 : e >= o->g.node[1].at;
        double want = (operand == 0 ? m->dx : operand == 1 ? m->dw : db)[e - o->g.node[operand].at];

        CHECK(close_to(o->bar[e], 1 + want), "adjoint %d of operand %d: %.17g, not 1 + %.17g", e, operand, o->bar[e], want);
    }
}

static void convolutions_are_seven_loops(void **state)
{
    static one o;
    static model m;
    int compared = 0, refused = 0;

    (void)state;
    for (int round = effort(1500); round-- > 0;) {
        sizes k = draw_sizes(1 + round % 2);
        int filters = k.groups * k.outs;
        ad_shape weight = shape_of(k.axes, filters, k.ins, k.kernel), bias = { 1, { filters } };
        ad_shape x[3] = { shape_of(k.axes, k.batch, k.groups * k.ins, k.input), weight, bias };
        double number[4][2];
        ad_attr attr[4];
        int attrs = attrs_of(&k, attr, number);
        bool built = build(&o, k.axes == 1 ? &ad_op_conv1d : &ad_op_conv2d, 2 + draw(2), x, attrs, attr);

        CHECK((o.g.status == AD_OK) == (k.output[0] > 0 && k.output[1] > 0), "%s", o.g.error);
        refused += o.g.status != AD_OK;
        if (built) {
            assert_true(ad_same_shape(ad_shape_at(&o.g, o.out), shape_of(k.axes, k.batch, filters, k.output)));
            run_drawn(&o);
            compare(&o, &k, &m);
            compared++;
        }
        ad_free(&o.g);
    }
    assert_true(compared > 500 && refused > 50);
}

/* What BACK's bias, if it has one, adds to element E of its result. */
static double bias_at(const one *back, const sizes *k, int e)
{
    return back->out > 2 ? value_of(back, 2)[e / (k->input[0] * k->input[1]) % (k->groups * k->ins)] : 0;
}

/* Its value is FORTH's pull from y to x. */
static void compare_ways(one *back, one *forth, const sizes *k)
{
    static double spec[MOST];
    int at = forth->g.node[1].at;

    run_drawn(back);
    eval_spec(back, spec);
    memset(forth->bar, 0, sizeof forth->bar);
    memcpy(forth->val + at, value_of(back, 1), (size_t)(forth->x - at) * sizeof *forth->val);
    memcpy(forth->bar + forth->x, value_of(back, 0), (size_t)forth->y * sizeof *forth->bar);
    ad_pull(&forth->g, forth->val, forth->bar);
    for (int e = 0; e < back->y; e++) {
        CHECK(close_to(back->val[back->x + e], forth->bar[e] + bias_at(back, k, e)), "value %d", e);
        CHECK(close_to(spec[e], back->val[back->x + e]), "spec %d", e);
    }
}

/* Push and pull are each other's transpose; and as the op is bilinear but for the bias, its tangent along one operand
 * alone, at itself, is its value without the bias. */
static void compare_slopes(one *back, const sizes *k)
{
    double left = 0, right = 0;

    for (int e = 0; e < back->y; e++)
        left += back->dot[back->x + e] * back->bar[back->x + e];
    for (int e = 0; e < back->x; e++)
        right += back->dot[e] * (back->bar[e] - 1);
    assert_true(near(left, right, 1e-9));
    for (int operand = 0; operand < 2; operand++) {
        int at = back->g.node[operand].at, n = ad_count(ad_shape_at(&back->g, operand));

        memset(back->dot, 0, sizeof back->dot);
        memcpy(back->dot + at, back->val + at, (size_t)n * sizeof *back->dot);
        ad_push(&back->g, back->val, back->dot);
        for (int e = 0; e < back->y; e++)
            assert_true(close_to(back->dot[back->x + e], back->val[back->x + e] - bias_at(back, k, e)));
    }
}

/* conv_transpose2d from y to x is conv2d's pull, for sizes that conv2d takes from x to y. */
static void transposed_convolution_is_the_way_back(void **state)
{
    static one back, forth;
    int compared = 0;

    (void)state;
    for (int round = effort(1500); round-- > 0;) {
        sizes k = draw_sizes(2);
        int filters = k.groups * k.outs, channels = k.groups * k.ins, attrs;
        ad_shape weight = shape_of(2, filters, k.ins, k.kernel), bias = { 1, { channels } };
        ad_shape x = shape_of(2, k.batch, channels, k.input), y = shape_of(2, k.batch, filters, k.output);
        double number[4][2], extra[2];
        ad_attr attr[5];

        if (k.output[0] < 1 || k.output[1] < 1 || k.input[0] < 1 || k.input[1] < 1)
            continue;
        attrs = attrs_of(&k, attr, number);
        for (int a = 0; a < 2; a++)
            extra[a] = (k.input[a] + 2 * k.padding[a] - k.dilation[a] * (k.kernel[a] - 1) - 1) % k.stride[a];
        attr[attrs] = (ad_attr){ "output_padding", 2, extra };
        if (build(&forth, &ad_op_conv2d, 2, (ad_shape[]){ x, weight }, attrs, attr)) {
            assert_true(build(&back, &ad_op_conv_transpose2d, 2 + draw(2), (ad_shape[]){ y, weight, bias }, attrs + 1, attr));
            assert_true(ad_same_shape(ad_shape_at(&back.g, back.out), x));
            compare_ways(&back, &forth, &k);
            compare_slopes(&back, &k);
            ad_free(&back.g);
            compared++;
        }
        ad_free(&forth.g);
    }
    assert_true(compared > 300);
}

/* ---- pools ---- */

/* What lies under one position of a window: the largest and where it first is, sums of values and of tangents, how many. */
typedef struct { double max, sum, slope; int first, inside, place[9]; } window;

static window look(const one *o, const sizes *k, int e)
{
    int col = e % k->output[1], row = e / k->output[1] % k->output[0], plane = e / k->output[1] / k->output[0];
    window w = { .max = -INFINITY };

    for (int u = 0; u < k->kernel[0]; u++) {
        for (int v = 0; v < k->kernel[1]; v++) {
            int i = row * k->stride[0] - k->padding[0] + u, j = col * k->stride[1] - k->padding[1] + v;
            int at = (plane * k->input[0] + i) * k->input[1] + j;

            if (i < 0 || i >= k->input[0] || j < 0 || j >= k->input[1])
                continue;
            w.place[w.inside++] = at, w.sum += o->val[at], w.slope += o->dot[at];
            if (o->val[at] > w.max)
                w.max = o->val[at], w.first = at;
        }
    }
    return w;
}

static void compare_pool(const one *o, const sizes *k, bool max, bool include)
{
    static double dx[MOST], spec[MOST];

    eval_spec(o, spec);
    memset(dx, 0, sizeof dx);
    for (int e = 0; e < o->y; e++) {
        window w = look(o, k, e);
        double n = include ? k->kernel[0] * k->kernel[1] : w.inside, got = o->val[o->x + e], bar = o->bar[o->x + e];

        CHECK(max ? same(got, w.max) : close_to(got, w.sum / n), "value %d: %.17g", e, got);
        CHECK(max ? same(spec[e], w.max) : close_to(spec[e], w.sum / n), "spec %d: %.17g", e, spec[e]);
        CHECK(max ? same(o->dot[o->x + e], o->dot[w.first]) : close_to(o->dot[o->x + e], w.slope / n), "tangent %d", e);
        for (int i = 0; i < w.inside; i++)
            dx[w.place[i]] += max ? (w.place[i] == w.first) * bar : bar / n;
    }
    for (int e = 0; e < o->x; e++)
        CHECK(close_to(o->bar[e], 1 + dx[e]), "adjoint %d: %.17g, not 1 + %.17g", e, o->bar[e], dx[e]);
}

/* Of few values, so that there are ties. */
static void run_with_ties(one *o)
{
    run_drawn(o);
    for (int e = 0; e < o->x; e++)
        o->val[e] = draw(4), o->bar[e] = 1;
    ad_eval(&o->g, o->val), ad_push(&o->g, o->val, o->dot), ad_pull(&o->g, o->val, o->bar);
}

static void pools_are_windows_one_by_one(void **state)
{
    const ad_op *const ops[2][2] = { { &ad_op_avgpool1d, &ad_op_avgpool2d }, { &ad_op_maxpool1d, &ad_op_maxpool2d } };
    static one o;
    int compared = 0;

    (void)state;
    for (int round = effort(1500); round-- > 0;) {
        sizes k = draw_sizes(1 + round % 2);
        bool max = draw(2), include = draw(2), own = draw(2), fits = k.input[0] * k.input[1] > 0;
        double number[3][2], flag = include;
        ad_attr attr[4] = { { "kernel", k.axes, number[0] }, { "padding", k.axes, number[1] } };
        ad_shape x = shape_of(k.axes, k.batch, k.ins, k.input);
        int attrs = 2;

        for (int a = 0; a < 2; a++) {
            if (own)
                k.stride[a] = k.kernel[a];
            k.output[a] = positions(&k, a, k.kernel[a]);
            fits = fits && k.padding[a] <= k.kernel[a] / 2 && k.output[a] > 0;
        }
        for (int a = 0; a < k.axes; a++) {
            number[0][a] = k.kernel[2 - k.axes + a];
            number[1][a] = k.padding[2 - k.axes + a];
            number[2][a] = k.stride[2 - k.axes + a];
        }
        if (!own)
            attr[attrs++] = (ad_attr){ "stride", k.axes, number[2] };
        if (!max)
            attr[attrs++] = (ad_attr){ "count_include_pad", 1, &flag };
        assert_true(build(&o, ops[max][k.axes - 1], 1, &x, attrs, attr) == fits);
        if (fits) {
            run_with_ties(&o);
            compare_pool(&o, &k, max, include);
            compared++;
        }
        ad_free(&o.g);
    }
    assert_true(compared > 100);
}

static void nan_is_the_largest(void **state)
{
    static one o;
    const double in[5] = { 1, NAN, INFINITY, NAN, -INFINITY };
    const double low[5] = { -INFINITY, -INFINITY, -INFINITY, INFINITY, INFINITY };
    const ad_shape x = { 3, { 1, 1, 5 } };

    (void)state;
    assert_true(build(&o, &ad_op_maxpool1d, 1, &x, 2, (ad_attr[]){ AD_SET("kernel", 3), AD_SET("stride", 1) }));
    memcpy(o.val, in, sizeof in);
    ad_eval(&o.g, o.val);
    o.bar[5] = 1, o.bar[6] = 2, o.bar[7] = 4;
    ad_pull(&o.g, o.val, o.bar);
    assert_true(isnan(o.val[5]) && isnan(o.val[6]) && isnan(o.val[7]));
    /* The last NaN of each window. */
    assert_true(all_same(5, o.bar, (double[]){ 0, 1, 0, 6, 0 }));
    memcpy(o.val, low, sizeof low);
    ad_eval(&o.g, o.val);
    assert_true(o.val[5] == -INFINITY && o.val[6] == INFINITY && o.val[7] == INFINITY);
    ad_free(&o.g);
}

/* x and the weight one node: both slopes land on it. */
static void operands_may_be_one(void **state)
{
    static one o;
    ad_graph g = { 0 };
    const ad_shape s = { 4, { 2, 2, 2, 3 } };
    double val[100], bar[100] = { 0 };
    int x = ad_input(&g, s), y = AD_WITH(&g, conv2d, AD_SET("padding", 1, 1), x, x);

    (void)state;
    assert_true(build(&o, &ad_op_conv2d, 2, (ad_shape[]){ s, s }, 1, &AD_SET("padding", 1)) && g.size <= 100);
    for (int k = 0; k < 24; k++)
        val[k] = o.val[k] = o.val[24 + k] = draw_real(-1, 1);
    ad_eval(&g, val), ad_eval(&o.g, o.val);
    ad_seed(&g, y, NULL, bar), ad_seed(&o.g, 2, NULL, o.bar);
    ad_pull(&g, val, bar), ad_pull(&o.g, o.val, o.bar);
    for (int k = 0; k < 24; k++)
        assert_true(close_to(bar[k], o.bar[k] + o.bar[24 + k]));
    ad_free(&g), ad_free(&o.g);
}

/* ---- attributes and sizes at the ends of what an int holds ---- */

static void large_attributes_do_no_harm(void **state)
{
    static one o;
    const double most = INT32_MAX, half = INT32_MAX / 2;
    const ad_shape x = { 4, { 1, 1, 2, 3 } }, two = { 4, { 1, 1, 1, 2 } }, dot = { 4, { 1, 1, 1, 1 } };

    (void)state;
    /* One position, one tap: strides and dilations of any size reach nothing else. */
    assert_true(build(&o, &ad_op_conv2d, 2, (ad_shape[]){ x, dot }, 2, (ad_attr[]){
        AD_SET("stride", most), AD_SET("dilation", most) }));
    run_drawn(&o);
    assert_true(o.y == 1 && close_to(o.val[o.x], o.val[0] * o.val[6]) && close_to(o.bar[0], 1 + o.bar[o.x] * o.val[6]));
    ad_free(&o.g);
    /* Two taps as far apart as two positions: each position has one of them on the row's first place. */
    assert_true(build(&o, &ad_op_conv2d, 2, (ad_shape[]){ x, two }, 3, (ad_attr[]){
        AD_SET("stride", 1, most), AD_SET("dilation", most), AD_SET("padding", 0, most) }));
    run_drawn(&o);
    assert_true(o.y == 4 && close_to(o.val[o.x], o.val[0] * o.val[7]) && close_to(o.val[o.x + 3], o.val[3] * o.val[6]));
    ad_free(&o.g);
    /* A window of 2^62 elements, of which six are x's. */
    for (int k = 0; k < 2; k++) {
        assert_true(build(&o, k ? &ad_op_maxpool2d : &ad_op_avgpool2d, 1, &x, 3, (ad_attr[]){
            AD_SET("kernel", most), AD_SET("padding", half), AD_SET("stride", most) }));
        run_drawn(&o);
        assert_true(o.y == 1 && fabs(o.val[o.x]) <= (k ? 2 : 1e-17));
        ad_free(&o.g);
    }
    /* Weights, lines and planes without numbers, but with sizes: no work. */
    assert_true(build(&o, &ad_op_conv1d, 2, (ad_shape[]){ { 3, { 1, 0, AD_MAX_SIZE / 2 + 1 } }, { 3, { 1, 0, AD_MAX_SIZE / 2 + 1 } } }, 0, NULL));
    run_drawn(&o);
    assert_true(o.y == 1 && o.val[0] == 0);
    ad_free(&o.g);
    assert_true(build(&o, &ad_op_maxpool1d, 1, &(ad_shape){ 3, { 1, 0, AD_MAX_SIZE / 2 + 1 } }, 1, &AD_SET("kernel", 2)));
    run_drawn(&o);
    ad_free(&o.g);
}

typedef struct {
    const ad_op *op;
    int n;
    ad_shape x[3];
    const char *name;
    double number[3];
    int numbers;
    const char *error;
} refusal;

static const refusal refusals[] = {
    { &ad_op_conv2d, 2, { { 4, { 1, 2, 3, 3 } }, { 4, { 2, 1, 2, 2 } } }, "stride", { 1 }, 1,
      "conv2d: the second size of weight must be the channels of x / groups: [1,2,3,3] [2,1,2,2]" },
    { &ad_op_conv2d, 2, { { 4, { 1, 2, 3, 3 } }, { 4, { 2, 2, 2, 2 } } }, "stride", { 1, 0 }, 2,
      "conv2d: stride must be one whole number above 0, or one for each axis: [1,2,3,3] [2,2,2,2]" },
    { &ad_op_conv2d, 2, { { 4, { 1, 2, 3, 3 } }, { 4, { 2, 2, 2, 2 } } }, "padding", { 1, 2, 3 }, 3,
      "conv2d: padding must be one whole number not below 0, or one for each axis: [1,2,3,3] [2,2,2,2]" },
    { &ad_op_conv2d, 2, { { 4, { 1, 2, 3, 3 } }, { 4, { 2, 2, 2, 2 } } }, "padding", { 1e9 }, 1,
      "conv2d: rank must be 0 to 4, sizes not negative, elements not too many" },
    { &ad_op_conv2d, 2, { { 4, { 1, 2, 3, 3 } }, { 4, { 2, 2, 2, 2 } } }, "padding", { INT32_MAX }, 1,
      "conv2d: the padding is too large: [1,2,3,3] [2,2,2,2]" },
    { &ad_op_conv2d, 2, { { 4, { 1, 2, 3, 3 } }, { 4, { 2, 2, 2, 2 } } }, "groups", { -1 }, 1,
      "conv2d: groups must divide the channels of x and the first size of weight: [1,2,3,3] [2,2,2,2]" },
    { &ad_op_conv1d, 2, { { 3, { 1, 2, 3 } }, { 3, { 2, 2, 4 } } }, "stride", { 1 }, 1,
      "conv1d: the kernel must be neither empty nor larger than the padded input: [1,2,3] [2,2,4]" },
    { &ad_op_conv1d, 3, { { 3, { 1, 2, 3 } }, { 3, { 2, 2, 3 } }, { 2, { 1, 2 } } }, "stride", { 1 }, 1,
      "conv1d: bias must have one number for each channel of the result: [1,2,3] [2,2,3] [1,2]" },
    { &ad_op_conv1d, 2, { { 4, { 1, 2, 3, 3 } }, { 4, { 2, 2, 2, 2 } } }, "stride", { 1 }, 1,
      "conv1d: x and weight must have 3 axes: [1,2,3,3] [2,2,2,2]" },
    { &ad_op_conv_transpose2d, 2, { { 4, { 1, 2, 3, 3 } }, { 4, { 3, 2, 2, 2 } } }, "stride", { 1 }, 1,
      "conv_transpose2d: the first size of weight must be the channels of x: [1,2,3,3] [3,2,2,2]" },
    { &ad_op_conv_transpose2d, 2, { { 4, { 1, 2, 3, 3 } }, { 4, { 2, 2, 2, 2 } } }, "output_padding", { 1 }, 1,
      "conv_transpose2d: output_padding must be below stride or dilation: [1,2,3,3] [2,2,2,2]" },
    { &ad_op_maxpool2d, 1, { { 4, { 1, 2, 3, 3 } } }, "kernel", { 4, 2 }, 2,
      "maxpool2d: the kernel must be neither empty nor larger than the padded input: [1,2,3,3]" },
    { &ad_op_maxpool2d, 1, { { 4, { 1, 2, 3, 3 } } }, "kernel", { 0 }, 1,
      "maxpool2d: kernel must be one whole number above 0, or one for each axis: [1,2,3,3]" },
    { &ad_op_avgpool1d, 1, { { 3, { 1, 2, 0 } } }, "kernel", { 1 }, 1, "avgpool1d: x has no elements to pool: [1,2,0]" },
    { &ad_op_avgpool1d, 1, { { 3, { 1, 2, 2 } } }, "stride", { 1 }, 1, "avgpool1d: attribute kernel is missing" },
};

static void refusals_say_why(void **state)
{
    static one o;

    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const refusal *r = &refusals[i];

        assert_false(build(&o, r->op, r->n, r->x, 1, &(ad_attr){ r->name, r->numbers, r->number }));
        assert_string_equal(o.g.error, r->error);
        ad_free(&o.g);
    }
}

/* ---- specs without room ---- */

static void specs_stop_when_they_must(void **state)
{
    static one o;
    static int node[MOST];
    const ad_shape x = { 4, { 2, 2, 2, 2 } };
    const ad_op *const ops[] = { &ad_op_conv2d, &ad_op_conv_transpose2d, &ad_op_maxpool2d, &ad_op_avgpool2d };

    (void)state;
    for (int i = 0; i < 4; i++) {
        bool pool = i > 1;
        ad_graph g = { .max_len = 33 };
        ad_call c;

        assert_true(build(&o, ops[i], pool ? 1 : 2, (ad_shape[]){ x, x }, pool, &AD_SET("kernel", 2)));
        c = ad_call_of(&o.g, o.out, o.val, NULL);
        for (int k = 0; k < 32; k++)
            node[k] = ad_input(&g, ad_scalar());
        c.op->spec(&(ad_spec){ .g = &g, .call = &c, .x = (const int *[]){ node, node + 16 }, .y = node + 32, .scratch = (int[4 * MOST]){ 0 } });
        assert_int_equal(g.status, AD_TOO_BIG);
        ad_free(&g), ad_free(&o.g);
    }
}

RUN(TEST(convolutions_are_seven_loops), TEST(transposed_convolution_is_the_way_back), TEST(pools_are_windows_one_by_one),
    TEST(nan_is_the_largest), TEST(operands_may_be_one), TEST(large_attributes_do_no_harm), TEST(refusals_say_why),
    TEST(specs_stop_when_they_must))
