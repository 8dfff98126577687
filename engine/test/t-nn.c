/* t-nn.c - neurons, layers and perceptrons: scalars against tensors and against plain loops, sharing, training, and
 * what is refused. */
#include "test.h"
#include "nn.h"

enum { MOST = 3000, ROWS = 3 };

typedef struct {
    ad_graph g;
    ad_mlp m;
    int loss;
    double val[MOST], bar[MOST];
} net;

static void inputs(ad_graph *g, int n, int *id)
{
    for (int i = 0; i < n; i++)
        id[i] = ad_input(g, ad_scalar());
}

/* Both forms number parameters, inputs (ROWS,in) and targets (ROWS,out) alike. */
static void build_scalars(net *n, int layers, const int *size, const ad_op *hidden, const ad_op *last)
{
    int in = size[0], out = size[layers], x[64], t[64], y[64];

    memset(n, 0, sizeof *n);
    n->m = ad_mlp_of_scalars(&n->g, layers, size, hidden, last);
    inputs(&n->g, ROWS * in, x), inputs(&n->g, ROWS * out, t);
    for (int r = 0; r < ROWS; r++)
        ad_mlp_apply(&n->g, &n->m, x + r * in, y + r * out);
    n->loss = ad_mse(&n->g, ROWS * out, y, t);
}

static void build_tensors(net *n, int layers, const int *size, const ad_op *hidden, const ad_op *last)
{
    int x, t;

    memset(n, 0, sizeof *n);
    n->m = ad_mlp_of_tensors(&n->g, layers, size, hidden, last);
    x = ad_input(&n->g, (ad_shape){ 2, { ROWS, size[0] } }), t = ad_input(&n->g, (ad_shape){ 2, { ROWS, size[layers] } });
    n->loss = AD(&n->g, mse, ad_mlp_rows(&n->g, &n->m, x), t);
}

static double evaluate(net *n)
{
    ad_eval(&n->g, n->val);
    memset(n->bar, 0, sizeof n->bar);
    ad_seed(&n->g, n->loss, NULL, n->bar);
    ad_pull(&n->g, n->val, n->bar);
    return n->val[n->g.node[n->loss].at];
}

/* The nets are small and their numbers near 1: some thousand roundings of 2^-53. */
static const double slack = 1e-12;

static void scalars_and_tensors_agree(void **state)
{
    static const struct { int layers, size[4]; const ad_op *hidden, *last; } all[] = {
        { 2, { 2, 16, 1 }, &ad_op_tanh, NULL }, { 3, { 3, 4, 4, 1 }, &ad_op_tanh, &ad_op_tanh },
        { 3, { 1, 10, 10, 1 }, &ad_op_relu, NULL }, { 1, { 2, 3 }, NULL, &ad_op_sigmoid }, { 1, { 1, 1 }, NULL, NULL },
        { 2, { 4, 1, 5 }, NULL, NULL }, { 2, { 0, 2, 2 }, &ad_op_tanh, NULL }, { 2, { 2, 0, 2 }, &ad_op_tanh, NULL },
    };
    static net s, t;

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        int in = all[i].size[0], out = all[i].size[all[i].layers], numbers;

        build_scalars(&s, all[i].layers, all[i].size, all[i].hidden, all[i].last);
        build_tensors(&t, all[i].layers, all[i].size, all[i].hidden, all[i].last);
        assert_true(s.g.status == AD_OK && t.g.status == AD_OK && s.g.size <= MOST);
        assert_true(s.m.params.at == 0 && t.m.params.at == 0 && s.m.params.count == t.m.params.count);
        numbers = s.m.params.count + ROWS * (in + out);
        for (int round = effort(5); round-- > 0;) {
            double a, b;

            ad_mlp_init(&s.m, s.val, (uint64_t)round);
            for (int k = s.m.params.count; k < numbers; k++)
                s.val[k] = draw_real(-1, 1);
            memcpy(t.val, s.val, (size_t)numbers * sizeof *s.val);
            a = evaluate(&s), b = evaluate(&t);
            CHECK(near(a, b, slack), "net %d: %.17g and %.17g", (int)i, a, b);
            for (int k = 0; k < numbers; k++)
                CHECK(near(s.bar[k], t.bar[k], slack), "net %d, number %d: %.17g and %.17g", (int)i, k, s.bar[k], t.bar[k]);
        }
        ad_free(&s.g), ad_free(&t.g);
    }
}

/* A neuron is what its formula says, of as many nodes. */
static void neurons_are_their_formula(void **state)
{
    (void)state;
    for (int in = 0; in < 5; in++) {
        for (int active = 0; active < 2; active++) {
            ad_graph g = { 0 };
            ad_neuron n = ad_neuron_of_scalars(&g, in, active ? &ad_op_tanh : NULL);
            double val[40], sum = 0;
            int x[5], before, y;

            inputs(&g, in, x);
            before = g.len;
            y = ad_neuron_apply(&g, &n, x);
            assert_true(g.status == AD_OK && g.len - before == 2 * in + active);
            for (int i = 0; i < before; i++)
                val[i] = draw_real(-1, 1);
            ad_eval(&g, val);
            for (int i = 0; i < in; i++)
                sum += val[n.weight + i] * val[x[i]];
            sum += val[n.bias];
            assert_true(near(val[y], active ? tanh(sum) : sum, 1e-15));
            ad_free(&g);
        }
    }
}

static void layers_are_their_neurons(void **state)
{
    ad_graph g = { 0 };
    ad_layer l = ad_layer_of_scalars(&g, 2, 3, &ad_op_relu);
    double val[60];
    int x[2], y[3];

    (void)state;
    inputs(&g, 2, x);
    ad_layer_apply(&g, &l, x, y);
    for (int i = 0; i < 11; i++)
        val[i] = draw_real(-1, 1);
    ad_eval(&g, val);
    for (int j = 0; j < 3; j++) {
        double sum = val[2 * j] * val[x[0]] + val[2 * j + 1] * val[x[1]] + val[6 + j];

        assert_true(near(val[y[j]], sum > 0 ? sum : 0, 1e-15));
    }
    ad_free(&g);
}

static void parameters_are_one_slice(void **state)
{
    const int at[] = { 1, 49, 321, 338 };
    ad_graph g = { 0 };
    ad_mlp a, b;
    ad_layer none;
    ad_neuron one;

    (void)state;
    ad_input(&g, ad_scalar());
    a = ad_mlp_of_scalars(&g, 3, (int[]){ 2, 16, 16, 1 }, &ad_op_tanh, NULL);
    b = ad_mlp_of_tensors(&g, 3, (int[]){ 2, 16, 16, 1 }, &ad_op_tanh, NULL);
    assert_true(a.params.at == 1 && a.params.count == 337 && b.params.at == 338 && b.params.count == 337);
    for (int k = 0; k < 3; k++) {
        ad_params p = ad_layer_params(&g, &a.layer[k]), q = ad_layer_params(&g, &b.layer[k]);

        assert_true(p.at == at[k] && p.count == at[k + 1] - at[k]);
        assert_true(q.at == p.at + 337 && q.count == p.count);
    }
    none = ad_layer_of_scalars(&g, 5, 0, NULL);
    assert_int_equal(ad_layer_params(&g, &none).count, 0);
    one = ad_neuron_of_scalars(&g, 0, NULL);
    assert_true(ad_neuron_params(&g, &one).at == 675 && ad_neuron_params(&g, &one).count == 1);
    assert_true(a.layers == 3 && a.layer[0].act == &ad_op_tanh && a.layer[1].act == &ad_op_tanh && !a.layer[2].act);
    ad_free(&g);
}

static void losses_of_none_one_and_many(void **state)
{
    ad_graph g = { 0 };
    int x[6], none = ad_mse(&g, 0, NULL, NULL), zero = ad_sum_of_squares(&g, 0, NULL, NULL), one, three;
    double val[60] = { 0 };

    (void)state;
    inputs(&g, 6, x);
    one = ad_mse(&g, 1, x, x + 3), three = ad_mse(&g, 3, x, x + 3);
    for (int i = 0; i < 6; i++)
        val[x[i]] = i * i;
    ad_eval(&g, val);
    assert_true(isnan(val[none]) && val[zero] == 0 && val[one] == 81);
    assert_true(val[three] == (81 + 225 + 441) / 3.0);
    /* Infinity and NaN are passed on. */
    val[x[1]] = INFINITY;
    ad_eval(&g, val);
    assert_true(val[three] == INFINITY && val[one] == 81);
    val[x[4]] = NAN;
    ad_eval(&g, val);
    assert_true(isnan(val[three]));
    ad_free(&g);
}

static void starts_are_repeatable_and_spread(void **state)
{
    enum { IN = 50, OUT = 200, COUNT = (IN + 1) * OUT + (OUT + 1) };
    static double a[COUNT], b[COUNT], c[COUNT];
    ad_graph g = { 0 };
    ad_mlp m = ad_mlp_of_tensors(&g, 2, (int[]){ IN, OUT, 1 }, &ad_op_relu, NULL);
    double mean = 0, square = 0;

    (void)state;
    assert_int_equal(m.params.count, COUNT);
    ad_mlp_init(&m, a, 7), ad_mlp_init(&m, b, 7), ad_mlp_init(&m, c, 8);
    assert_true(all_same(COUNT, a, b));
    assert_false(all_same(COUNT, a, c));
    for (int i = 0; i < IN * OUT; i++)
        mean += a[i] / (IN * OUT), square += a[i] * a[i] / (IN * OUT);
    /* 10000 numbers: five standard errors. */
    assert_true(near(mean, 0, 5 * sqrt(2.0 / IN) / 100) && near(square, 2.0 / IN, 0.05 * 2.0 / IN));
    square = 0;
    for (int i = (IN + 1) * OUT; i < COUNT; i++)
        square += a[i] * a[i] / (OUT + 1);
    assert_true(near(square, 1.0 / OUT, 0.4 / OUT));
    ad_free(&g);
}

/* The graph is built once; a step moves nothing but the slice, against the gradient. */
static void training_descends(void **state)
{
    static net s;
    double first, loss;
    ad_graph before;

    (void)state;
    build_scalars(&s, 2, (int[]){ 2, 4, 1 }, &ad_op_tanh, NULL);
    ad_mlp_init(&s.m, s.val, 3);
    for (int k = 0; k < 3 * ROWS; k++)
        s.val[s.m.params.count + k] = 0.25 * (k % 5) - 0.5;
    before = s.g;
    first = evaluate(&s);
    for (int i = 0; i < 300; i++) {
        double x = s.val[s.m.params.count], p = s.val[5], b = s.bar[5];

        ad_sgd(s.m.params, 0.1, s.bar, s.val);
        assert_true(s.val[5] == p - 0.1 * b && s.val[s.m.params.count] == x);
        loss = evaluate(&s);
    }
    assert_true(loss < 0.01 * first);
    assert_memory_equal(&before, &s.g, sizeof before);
    ad_sgd((ad_params){ 0, 0 }, 1, s.bar, s.val);
    assert_true(evaluate(&s) == loss);
    ad_free(&s.g);
}

static void nonsense_is_refused(void **state)
{
    static const int sizes[AD_MAX_LAYERS + 2] = { 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3 };
    const struct { int layers; const int *size; ad_status status; } all[] = {
        { AD_MAX_LAYERS + 1, sizes, AD_TOO_BIG }, { 2, (const int[]){ 2, -1, 1 }, AD_BAD_SHAPE },
        { 2, (const int[]){ 2, 65536, 65536 }, AD_TOO_BIG }, { 1, (const int[]){ INT32_MAX, INT32_MAX }, AD_TOO_BIG },
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        for (int tensors = 0; tensors < 2; tensors++) {
            ad_graph g = { .max_len = 100000 };
            ad_mlp m = (tensors ? ad_mlp_of_tensors : ad_mlp_of_scalars)(&g, all[i].layers, all[i].size, &ad_op_tanh, NULL);
            int x[2] = { 0, 0 }, y[3] = { 0, 0, 0 };

            CHECK(g.status == all[i].status || (tensors && g.status == AD_TOO_BIG), "%d: %s", (int)i, g.error);
            if (all[i].size[all[i].layers] <= 3) {
                ad_mlp_apply(&g, &m, x, y);
                assert_int_equal(y[0], AD_NONE);
            }
            assert_int_equal(ad_mlp_rows(&g, &m, 0), AD_NONE);
            /* There are no parameters: nothing is written. */
            assert_true(m.params.count == 0 && ad_layer_params(&g, &m.layer[m.layers - 1]).count == 0);
            ad_mlp_init(&m, NULL, 1);
            ad_free(&g);
        }
    }
}

static void a_layer_of_nothing_has_no_parameters(void **state)
{
    ad_graph g = { 0 };
    ad_layer l = ad_layer_of_scalars(&g, INT32_MAX, 0, NULL);

    (void)state;
    assert_true(g.status == AD_OK && ad_layer_params(&g, &l).count == 0);
    ad_free(&g);
}

static void an_unfit_activation_is_refused(void **state)
{
    ad_graph g = { 0 };
    ad_mlp m = ad_mlp_of_scalars(&g, 2, (int[]){ 1, 2, 1 }, &ad_op_mul, NULL);
    int x = ad_input(&g, ad_scalar()), y = 0;

    (void)state;
    assert_int_equal(g.status, AD_OK);
    ad_mlp_apply(&g, &m, &x, &y);
    assert_true(g.status == AD_BAD_ARITY && y == AD_NONE);
    ad_free(&g);
}

RUN(TEST(scalars_and_tensors_agree), TEST(neurons_are_their_formula), TEST(layers_are_their_neurons),
    TEST(parameters_are_one_slice), TEST(losses_of_none_one_and_many), TEST(starts_are_repeatable_and_spread),
    TEST(training_descends), TEST(nonsense_is_refused), TEST(a_layer_of_nothing_has_no_parameters), TEST(an_unfit_activation_is_refused))
