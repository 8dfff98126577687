/* t-honest.c - no false alarm: honest ways to compute the same gradient all pass, in double
 * and in float; and no false peace: small faults fail, lost digits are lossy, NaN fails.
 *
 * The honest subjects are templates in R: this file includes itself once for each type. */
#ifndef R

#include "build.h"
#include <tgmath.h>

enum { FORMS = 8, MOST = 32, VALUE = 31 };      /* bit VALUE of `soft` stands for the value */
static const unsigned ALL = ~0u;

static bench b;
static double worst;                    /* error / allowance over all honest answers of this test */
static int judged, softened;            /* components; those not compared, as was foreseen */
static struct { int tried, failed, lossy; } fault[2];   /* in double by 1e-6 and 1e-9; in float by 1e-3 */

static int honest_setup(void **state)
{
    worst = 0;
    judged = softened = 0;
    memset(fault, 0, sizeof fault);
    return test_setup(state);
}

static int honest_teardown(void **state)
{
    (void)state;
    bench_free(&b);
    b = (bench){ 0 };
    return 0;
}

/* One component a little off. */
static void plant_faults(void)
{
    bool single = b.p->bits == 24;
    int c = draw(b.k.components);
    double got = b.gradient[c], sign = draw(2) ? 1 : -1;

    for (int i = 0; i < (single ? 1 : 2); i++) {
        double off = single ? 1e-3 : i ? 1e-9 : 1e-6;
        gp_class class;

        if (b.v.component[b.v.components - b.k.components + c].verdict != GP_PASS || fabs(got) < b.p->least * 1e9)
            return;
        class = bench_instead(&b, c, got * (1 + sign * off));
        bench_judge(&b, false);
        fault[i].tried++;
        fault[i].failed += class == GP_FAIL;
        fault[i].lossy += class == GP_LOSSY;
    }
}

/* The honest answer in b must pass.  Components with their bit set in SOFT may also be at a
 * tie or unstable: their truth is lost in cancellation. */
static void submit(const char *what, int form, unsigned soft)
{
    int elements = ad_count(ad_shape_at(&b.k.g, b.k.out));

    bench_judge(&b, true);
    for (int i = 0; i < b.v.components; i++) {
        const gp_component *c = &b.v.component[i];
        int bit = c->source == GP_VALUE ? VALUE : i - elements;
        bool may = soft >> bit & 1 && (c->verdict == GP_UNSTABLE || c->verdict == GP_KINK);

        CHECK(c->verdict == GP_PASS || may,
              "%s, form %d, %s: %s %d[%d] is %s: got %a, not %a, error %g, allowance %g (%s)", what, form, b.p->name,
              gp_source_name[c->source], c->node, c->element, gp_class_name[c->verdict], c->got, c->expected, c->error,
              c->allowance, c->first_order ? "first order" : "propagated");
        if (c->error > 0 && !(c->error / c->allowance <= worst))
            worst = c->error / c->allowance;
        judged++;
        softened += c->verdict != GP_PASS;
    }
    plant_faults();
}

/* What submit saw: nothing beyond its allowance, most of it compared, most faults caught. */
static void concluded(double least_compared, double least_caught)
{
    CHECK(worst < 1, "error / allowance %g", worst);
    CHECK(judged > 0 && softened <= (1 - least_compared) * judged, "%d of %d not compared", softened, judged);
    for (int i = 0; i < 2; i++)
        CHECK(fault[i].failed >= least_caught * fault[i].tried, "%d faults of kind %d: %d fail, %d are lossy", fault[i].tried,
              i, fault[i].failed, fault[i].lossy);
}

static double draw_sign(void) { return draw(2) ? 1 : -1; }

/* +- 10^[from,to] */
static double draw_wide(double from, double to) { return draw_sign() * pow(10, draw_real(from, to)); }

static double draw_normal(void)
{
    return sqrt(-2 * log(draw_real(1e-9, 1))) * cos(draw_real(0, 6.283185307179586));
}

typedef double (*by_number)(double);

#define R double
#define T(name) name##_f64
#define PRECISION "f64"
#define SINGLE false
#include "t-honest.c"
#undef R
#undef T
#undef PRECISION
#undef SINGLE
#define R float
#define T(name) name##_f32
#define PRECISION "f32"
#define SINGLE true
#include "t-honest.c"

static void test_sums(void **state)
{
    (void)state;
    for (int n = effort(150); n-- > 0;) {
        sum_trial_f64(SIN, -6, 6, false);
        sum_trial_f32(SIN, -1, 1, false);
        sum_trial_f64(SIN, -6, 6, true);
        sum_trial_f32(SIN, -6, 6, true);
        sum_trial_f64(SIN, 0, 0, false);
        sum_trial_f32(SIN, 0, 0, false);
    }
    concluded(0, 0);
}

/* On the other side of the kink in another order. */
static void test_sums_relu(void **state)
{
    (void)state;
    for (int n = effort(150); n-- > 0;) {
        sum_trial_f64(RELU, -6, 6, true);
        sum_trial_f32(RELU, -6, 6, true);
    }
    concluded(0, 0);
}

/* Where the slope itself vanishes: the second order counts. */
static void test_sums_cube(void **state)
{
    (void)state;
    for (int n = effort(150); n-- > 0;) {
        sum_trial_f64(CUBE, -6, 6, true);
        sum_trial_f32(CUBE, -6, 6, true);
    }
    concluded(0, 0);
}

static void test_tanh(void **state)
{
    (void)state;
    for (int n = effort(300); n-- > 0;) {
        point_trial_f64(&ad_op_tanh, tanh_form_f64, 4, 3, 3, 0);
        point_trial_f32(&ad_op_tanh, tanh_form_f32, 4, 3, 3, 0);
    }
    concluded(1, 0.9);
}

/* In the tail 1 - y^2 keeps less and less, then nothing: not compared any more, but no failure. */
static void test_tanh_tail(void **state)
{
    (void)state;
    for (int n = effort(100); n-- > 0;) {
        point_trial_f64(&ad_op_tanh, tanh_form_f64, 4, 12, 12, 0);
        point_trial_f64(&ad_op_tanh, tanh_form_f64, 4, 40, 40, ALL);
        point_trial_f32(&ad_op_tanh, tanh_form_f32, 4, 40, 40, ALL);
    }
    concluded(0, 0);
}

static void test_sigmoid(void **state)
{
    (void)state;
    for (int n = effort(300); n-- > 0;) {
        point_trial_f64(&ad_op_sigmoid, sigmoid_form_f64, 3, 4, 2, 0);
        point_trial_f32(&ad_op_sigmoid, sigmoid_form_f32, 3, 4, 2, 0);
    }
    concluded(1, 0.9);
}

/* In float the textbook formula underflows on the way, somewhere below -36. */
static void test_sigmoid_tail(void **state)
{
    (void)state;
    for (int n = effort(200); n-- > 0;) {
        point_trial_f64(&ad_op_sigmoid, sigmoid_form_f64, 3, 300, 2, 0);
        point_trial_f32(&ad_op_sigmoid, sigmoid_form_f32, 3, 36, 2, 0);
        point_trial_f64(&ad_op_sigmoid, sigmoid_form_f64, 2, 300, 300, 0);
        point_trial_f32(&ad_op_sigmoid, sigmoid_form_f32, 2, 36, 80, 0);
        point_trial_f32(&ad_op_sigmoid, sigmoid_form_f32, 2, 80, 80, ALL);
    }
    concluded(0.7, 0);
}

static void test_softplus(void **state)
{
    (void)state;
    for (int n = effort(300); n-- > 0;) {
        point_trial_f64(&ad_op_softplus, softplus_form_f64, 4, 8, 8, 0);
        point_trial_f32(&ad_op_softplus, softplus_form_f32, 4, 4, 4, 0);
    }
    concluded(1, 0.9);
}

static void test_softplus_tail(void **state)
{
    (void)state;
    for (int n = effort(200); n-- > 0;) {
        point_trial_f64(&ad_op_softplus, softplus_form_f64, 4, 300, 300, 0);
        point_trial_f32(&ad_op_softplus, softplus_form_f32, 4, 80, 70, 0);
    }
    concluded(1, 0);
}

static void test_powers(void **state)
{
    (void)state;
    for (int n = effort(400); n-- > 0;) {
        pow_trial_f64();
        pow_trial_f32();
    }
    concluded(1, 0.9);
}

static void test_quotients(void **state)
{
    (void)state;
    for (int n = effort(400); n-- > 0;) {
        quotient_trial_f64();
        quotient_trial_f32();
    }
    concluded(1, 0.9);
}

static void test_products(void **state)
{
    (void)state;
    for (int n = effort(400); n-- > 0;) {
        squares_trial_f64();
        squares_trial_f32();
        muladd_trial_f64();
        muladd_trial_f32();
    }
    concluded(0.8, 0.9);
}

static void test_hypot(void **state)
{
    (void)state;
    for (int n = effort(400); n-- > 0;) {
        hypot_trial_f64();
        hypot_trial_f32();
    }
    concluded(1, 0.9);
}

static void test_softmax(void **state)
{
    (void)state;
    for (int n = effort(100); n-- > 0;) {
        softmax_trial_f64(1);
        softmax_trial_f32(1);
    }
    concluded(0.8, 0.8);
}

static void test_softmax_tail(void **state)
{
    (void)state;
    for (int n = effort(100); n-- > 0;) {
        softmax_trial_f64(40);
        softmax_trial_f32(20);
    }
    concluded(0.4, 0);
}

static void test_variance(void **state)
{
    (void)state;
    for (int n = effort(60); n-- > 0;) {
        variance_trial_f64();
        variance_trial_f32();
    }
    concluded(0.8, 0.8);
}

static void test_layernorm(void **state)
{
    (void)state;
    for (int n = effort(60); n-- > 0;) {
        layernorm_trial_f64();
        layernorm_trial_f32();
    }
    concluded(0.8, 0.8);
}

/* F = OP(x) at X with slope GOT. */
static gp_class judge_slope_at(const ad_op *op, const char *precision, double x, double got)
{
    int id;

    bench_start(&b, precision);
    id = bench_scalar(&b, x);
    bench_find(&b, ad_apply(&b.k.g, op, 1, &id, 0, NULL), NULL);
    b.gradient[0] = gp_round(got, b.p);
    bench_judge(&b, false);
    return b.v.component[0].verdict;
}

/* Right as mathematics, but the digits are gone: neither honest nor wrong. */
static void test_lossy(void **state)
{
    (void)state;
    for (int n = effort(200); n-- > 0;) {
        double x = draw_real(25, 60), t = tanh(x / 2);
        float y = (float)draw_real(18, 30), u = tanh(y / 2);

        assert_int_equal(judge_slope_at(&ad_op_sigmoid, "f64", x, (1 - t * t) / 4), GP_LOSSY);
        assert_int_equal(judge_slope_at(&ad_op_sigmoid, "f64", -x, (1 - t * t) / 4), GP_LOSSY);
        assert_int_equal(judge_slope_at(&ad_op_sigmoid, "f32", (double)y, (double)((1 - u * u) / 4)), GP_LOSSY);
        assert_int_equal(judge_slope_at(&ad_op_sigmoid, "f32", (double)-y, (double)((1 - u * u) / 4)), GP_LOSSY);
        assert_int_equal(judge_slope_at(&ad_op_softplus, "f64", -x, 1 - exp(-log1p(exp(-x)))), GP_LOSSY);
        assert_int_equal(judge_slope_at(&ad_op_softplus, "f32", (double)-y, (double)(1 - exp(-log1p(exp(-y))))), GP_LOSSY);
    }
}

/* Wrong formulas, in the middle where none loses digits; and what is no number. */
static void test_wrong(void **state)
{
    (void)state;
    for (int n = effort(200); n-- > 0;) {
        double x = draw_wide(-0.5, 0.3), y = tanh(x), s = 1 / (1 + exp(-x));
        const struct { const ad_op *op; double got; } wrong[] = {
            { &ad_op_tanh, 1 - y }, { &ad_op_tanh, 1 + y * y }, { &ad_op_tanh, -(1 - y * y) }, { &ad_op_tanh, 0 },
            { &ad_op_tanh, NAN }, { &ad_op_tanh, INFINITY }, { &ad_op_tanh, -INFINITY },
            { &ad_op_sigmoid, s * (1 + s) }, { &ad_op_sigmoid, s }, { &ad_op_sigmoid, NAN },
            { &ad_op_softplus, 1 - s }, { &ad_op_softplus, NAN }, { &ad_op_square, x }, { &ad_op_square, INFINITY },
        };

        for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
            gp_class class = judge_slope_at(wrong[i].op, draw(2) ? "f64" : "f32", x, wrong[i].got);
            CHECK(class == GP_FAIL, "%s' = %g at %g is %s", wrong[i].op->name, wrong[i].got, x, gp_class_name[class]);
        }
    }
}

/* Lost digits excuse nothing of the size of the gradient itself where that is not small. */
static void test_wrong_tail(void **state)
{
    (void)state;
    for (int n = effort(100); n-- > 0;) {
        double x = draw_real(20, 80), got = draw(2) ? -1 : 0.5;

        assert_int_equal(judge_slope_at(&ad_op_softplus, "f64", x, 1 / (1 + exp(-x))), GP_PASS);
        CHECK(judge_slope_at(&ad_op_softplus, "f64", x, got) == GP_FAIL, "softplus' = %g at %g is %s", got, x,
              gp_class_name[b.v.component[0].verdict]);
    }
}

#define HONEST(name) cmocka_unit_test_setup_teardown(test_##name, honest_setup, honest_teardown)

RUN(HONEST(sums), HONEST(sums_relu), HONEST(sums_cube), HONEST(tanh), HONEST(tanh_tail), HONEST(sigmoid),
    HONEST(sigmoid_tail), HONEST(softplus), HONEST(softplus_tail), HONEST(powers), HONEST(quotients), HONEST(products),
    HONEST(hypot), HONEST(softmax), HONEST(softmax_tail), HONEST(variance), HONEST(layernorm), HONEST(lossy), HONEST(wrong),
    HONEST(wrong_tail))

#else

/* A number as a user would write it or a random one. */
static R T(draw_some)(double from, double to)
{
    static const double simple[] = { 1, 2, 3, 0.5, 4, 0.25, 10 };

    return (R)(draw(4) ? draw_wide(from, to) : draw_sign() * simple[draw(7)]);
}

static void T(answer)(int c, R x) { b.gradient[c] = (double)x; }
static void T(answer_value)(int e, R x) { b.value[b.k.g.node[b.k.out].at + e] = (double)x; }

static R T(total)(int order, int n, const R *x)
{
    R lane[8] = { 0 }, sum = 0, lost = 0, sorted[MOST];

    switch (order) {
    case 0:
        for (int i = 0; i < n; i++)
            sum += x[i];
        return sum;
    case 1:
        for (int i = n; i-- > 0;)
            sum += x[i];
        return sum;
    case 2:
        return n == 1 ? x[0] : T(total)(2, n / 2, x) + T(total)(2, n - n / 2, x + n / 2);
    case 3:
        for (int i = 0; i < n; i++)
            lane[i % 8] += x[i];
        return ((lane[0] + lane[4]) + (lane[1] + lane[5])) + ((lane[2] + lane[6]) + (lane[3] + lane[7]));
    case 4:                             /* Kahan */
        for (int i = 0; i < n; i++) {
            R term = x[i] - lost, next = sum + term;
            lost = (next - sum) - term;
            sum = next;
        }
        return sum;
    default:                            /* from small to large */
        for (int i = 0; i < n; i++) {
            int at = i;
            for (; at > 0 && fabs(sorted[at - 1]) > fabs(x[i]); at--)
                sorted[at] = sorted[at - 1];
            sorted[at] = x[i];
        }
        return T(total)(0, n, sorted);
    }
}

#ifndef SUMS
#define SUMS
enum { SIN, RELU, CUBE, ORDERS = 6 };
#endif

/* F = f(sum of x) * c, with terms of 10^[from,to], as one sum over a vector or as addn of
 * scalars; NEAR_ZERO: the last term takes the others' sum back. */
static void T(sum_trial)(int f, double from, double to, bool near_zero)
{
    int n = near_zero || draw(2) ? 10 : 30, id[MOST], sum, y, factor;
    bool vector = draw(2);
    double wide[MOST];
    R x[MOST], c;

    bench_start(&b, PRECISION);
    for (int i = 0; i < n; i++)
        x[i] = (R)draw_wide(from, to);
    if (near_zero)
        x[n - 1] = -T(total)(draw(ORDERS), n - 1, x);
    c = (R)draw_real(1, 2);
    factor = bench_scalar(&b, (double)c);
    for (int i = 0; i < n; i++) {
        wide[i] = (double)x[i];
        id[i] = vector ? AD_NONE : bench_scalar(&b, wide[i]);
    }
    sum = vector ? AD(&b.k.g, sum, bench_var(&b, n, wide)) : ad_apply(&b.k.g, &ad_op_addn, n, id, 0, NULL);
    y = f == SIN ? AD(&b.k.g, sin, sum) : f == RELU ? AD(&b.k.g, relu, sum) : AD(&b.k.g, mul, sum, AD(&b.k.g, mul, sum, sum));
    bench_find(&b, AD(&b.k.g, mul, y, factor), NULL);
    for (int order = 0; order < ORDERS; order++) {
        R s = T(total)(order, n, x), value = f == SIN ? sin(s) : f == RELU ? (s > 0 ? s : 0) : s * (s * s);
        R slope = f == SIN ? c * cos(s) : f == RELU ? (s > 0 ? c : 0) : c * (3 * (s * s));
        double steep = fabs(cos((double)s));
        /* sin: its value at 0 and its slope at the extrema are lost; in float so is all of a wide sum */
        bool lost = f != SIN || (near_zero && SINGLE) || steep < 0.3;

        T(answer_value)(0, c * value);
        T(answer)(0, value);
        for (int i = 0; i < n; i++)
            T(answer)(i + 1, slope);
        submit("sum", order, lost ? ALL : near_zero || steep > 0.9 ? 1u << VALUE | 1 : 0);
    }
}

/* Value and slope of an elementwise op in one of its honest forms. */
typedef struct { R y, d; } T(point);

static T(point) T(tanh_form)(int form, R x)
{
    R y = tanh(x), c = cosh(x), e = exp(-2 * fabs(x));

    switch (form) {
    case 0: return (T(point)){ y, 1 - y * y };
    case 1: return (T(point)){ y, 1 / (c * c) };
    case 2: return (T(point)){ y, 4 * e / ((1 + e) * (1 + e)) };
    default: return (T(point)){ y, (1 - y) * (1 + y) };
    }
}

static R T(sigmoid)(R x)
{
    R e = exp(-fabs(x));

    return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

static T(point) T(sigmoid_form)(int form, R x)
{
    R y = T(sigmoid)(x), e = exp(-fabs(x));

    switch (form) {
    case 0: return (T(point)){ 1 / (1 + exp(-x)), e / ((1 + e) * (1 + e)) };
    case 1: return (T(point)){ y, y * T(sigmoid)(-x) };
    default: return (T(point)){ y, y * (1 - y) };
    }
}

static R T(softplus)(R x)
{
    return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

static T(point) T(softplus_form)(int form, R x)
{
    R y = T(softplus)(x);

    switch (form) {
    case 0: return (T(point)){ y, 1 / (1 + exp(-x)) };
    case 1: return (T(point)){ log1p(exp(x)), T(sigmoid)(x) };
    case 2: return (T(point)){ x > 20 ? x + exp(-x) : log1p(exp(x)), exp(x - y) };
    default: return (T(point)){ y, exp(-T(softplus)(-x)) };
    }
}

/* F = w OP(a c), a c in [-below, above]. */
static void T(point_trial)(const ad_op *op, T(point) (*form)(int form, R x), int forms, double below, double above, unsigned soft)
{
    R c = (R)draw_real(0.5, 2), a = (R)draw_real(-below, above) / c, w = (R)draw_wide(-1, 1), x = a * c;
    int id[3];

    bench_start(&b, PRECISION);
    id[0] = bench_scalar(&b, (double)a);
    id[1] = bench_scalar(&b, (double)c);
    id[2] = AD(&b.k.g, mul, id[0], id[1]);
    bench_find(&b, ad_apply(&b.k.g, op, 1, id + 2, 0, NULL), (double[]){ (double)w });
    for (int i = 0; i < forms; i++) {
        T(point) p = form(i, x);

        T(answer_value)(0, p.y);
        T(answer)(0, w * p.d * c);
        T(answer)(1, w * p.d * a);
        submit(op->name, i, soft);
    }
}

/* x^c as pow and powc. */
static void T(pow_trial)(void)
{
    R x = fabs(T(draw_some)(-2, 2)), c = T(draw_some)(-1, 0.6), w = (R)draw_wide(-1, 1);
    bool constant = draw(2);
    int base, y;

    bench_start(&b, PRECISION);
    base = bench_scalar(&b, (double)x);
    y = constant ? AD_WITH(&b.k.g, powc, AD_SET("exponent", (double)c), base)
                 : AD(&b.k.g, pow, base, bench_scalar(&b, (double)c));
    bench_find(&b, y, (double[]){ (double)w });
    for (int form = 0; form < 4; form++) {
        R p = form == 2 ? exp(c * log(x)) : pow(x, c);

        T(answer_value)(0, p);
        T(answer)(0, w * (form == 0 ? c * pow(x, c - 1) : form == 1 ? c * p / x
                          : form == 2 ? c * exp((c - 1) * log(x)) : c * (p / x)));
        if (!constant)
            T(answer)(1, w * (form & 1 ? p * log(x) : log(x) * p));
        submit("pow", form, 0);
    }
}

static void T(quotient_trial)(void)
{
    R a = T(draw_some)(-3, 3), c = T(draw_some)(-3, 3), w = T(draw_some)(-1, 1), r = 1 / c;
    int x, y;

    bench_start(&b, PRECISION);
    x = bench_scalar(&b, (double)a);
    y = bench_scalar(&b, (double)c);
    bench_find(&b, AD(&b.k.g, div, x, y), (double[]){ (double)w });
    for (int form = 0; form < 4; form++) {
        T(answer_value)(0, form & 1 ? a * r : a / c);
        T(answer)(0, form & 1 ? w * r : w / c);
        T(answer)(1, form == 0 ? -w * a / (c * c) : form == 1 ? -w * (a * r) * r : form == 2 ? -(w / c) * (a / c)
                                                                                : -w * a * (r * r));
        submit("div", form, 0);
    }
}

/* F = s sin s for s = SUM, whose slope in s depends on how s was rounded. */
static int T(find_sine)(int s)
{
    bench_find(&b, AD(&b.k.g, mul, s, AD(&b.k.g, sin, s)), NULL);
    return 0;
}

/* Value and slope of that; and what of it is lost when s itself lost digits from TERMS. */
static unsigned T(sine)(R s, R terms, R *slope)
{
    R flat = sin(s) + s * cos(s), size = fabs(sin(s)) + fabs(s * cos(s)), bend = fabs(2 * cos(s)) + fabs(s * sin(s));
    double kept = SINGLE ? 0.3 : 1e-6;

    T(answer_value)(0, s * sin(s));
    *slope = flat;
    return (double)fabs(flat) < kept * (double)(size + bend * terms) || (double)fabs(s) < kept * (double)terms ? ALL
        : (double)fabs(sin(s)) < kept * (double)terms ? 1u << VALUE : 0;
}

static void T(squares_trial)(void)
{
    R x = (R)draw_wide(-1, 0.5), y = draw(3) ? (R)draw_wide(-1, 0.5) : x * (1 + (R)draw_wide(-4, -1)), d;
    int u, v;

    bench_start(&b, PRECISION);
    u = bench_scalar(&b, (double)x);
    v = bench_scalar(&b, (double)y);
    T(find_sine)(AD(&b.k.g, sub, AD(&b.k.g, square, u), AD(&b.k.g, square, v)));
    for (int form = 0; form < 3; form++) {
        R s = form == 0 ? x * x - y * y : form == 1 ? fma(x, x, -(y * y)) : (x - y) * (x + y);
        unsigned soft = T(sine)(s, x * x + y * y, &d);

        T(answer)(0, d * (2 * x));
        T(answer)(1, -(d * (2 * y)));
        submit("x^2 - y^2", form, soft);
    }
}

static void T(muladd_trial)(void)
{
    R x = (R)draw_wide(-1, 0.5), y = (R)draw_wide(-1, 0.5), z = draw(3) ? (R)draw_wide(-1, 1) : -(x * y), d;
    int u, v;

    bench_start(&b, PRECISION);
    u = bench_scalar(&b, (double)x);
    v = bench_scalar(&b, (double)y);
    T(find_sine)(AD(&b.k.g, add, AD(&b.k.g, mul, u, v), bench_scalar(&b, (double)z)));
    for (int form = 0; form < 2; form++) {
        unsigned soft = T(sine)(form ? fma(x, y, z) : x * y + z, fabs(x * y) + fabs(z), &d);

        T(answer)(0, d * y);
        T(answer)(1, d * x);
        T(answer)(2, d);
        submit("x y + z", form, soft);
    }
}

static void T(hypot_trial)(void)
{
    R x = T(draw_some)(-3, 3), y = T(draw_some)(-3, 3), w = (R)draw_wide(-1, 1);
    R most = fmax(fabs(x), fabs(y)), ratio = fmin(fabs(x), fabs(y)) / most;
    int u, v;

    bench_start(&b, PRECISION);
    u = bench_scalar(&b, (double)x);
    v = bench_scalar(&b, (double)y);
    bench_find(&b, AD(&b.k.g, sqrt, AD(&b.k.g, add, AD(&b.k.g, square, u), AD(&b.k.g, square, v))), (double[]){ (double)w });
    for (int form = 0; form < 4; form++) {
        R h = form == 0 ? sqrt(x * x + y * y) : form == 1 ? hypot(x, y) : form == 2 ? most * sqrt(1 + ratio * ratio)
            : sqrt(fma(x, x, y * y));
        R r = 1 / h;

        T(answer_value)(0, h);
        T(answer)(0, form & 1 ? w * (x * r) : w * x / h);
        T(answer)(1, form & 1 ? w * (y * r) : w * y / h);
        submit("hypot", form, 0);
    }
}

/* Softmax of 8 logits; components whose y (w - mean w) cancels are soft. */
static void T(softmax_trial)(double size)
{
    enum { N = 8 };
    double logit[N], w[N];
    R x[N], y[N], z[N], e[N], most, sum;

    bench_start(&b, PRECISION);
    for (int i = 0; i < N; i++) {
        x[i] = (R)(size * draw_normal());
        logit[i] = (double)x[i];
        w[i] = (double)(R)draw_wide(-0.3, 0.3);
    }
    bench_find(&b, AD(&b.k.g, softmax, bench_var(&b, N, logit)), w);
    most = x[0];
    for (int i = 1; i < N; i++)
        most = fmax(most, x[i]);
    for (int form = 0; form < 4; form++) {
        unsigned soft = 0;
        R dot;

        for (int i = 0; i < N; i++)
            e[i] = exp(x[i] - most);
        sum = T(total)(form, N, e);
        for (int i = 0; i < N; i++) {
            y[i] = form == 1 ? exp(x[i] - (most + log(sum))) : form == 2 ? e[i] * (1 / sum) : e[i] / sum;
            z[i] = y[i] * (R)w[i];
            T(answer_value)(i, y[i]);
        }
        dot = T(total)(form, N, z);
        for (int i = 0; i < N; i++) {
            R g = form == 3 ? z[i] - y[i] * dot : y[i] * ((R)w[i] - dot);

            if ((double)fabs(g) < (SINGLE ? 0.1 : 1e-6) * (double)(fabs(z[i]) + fabs(y[i] * dot)))
                soft |= 1u << i;
            T(answer)(i, g);
        }
        submit("softmax", form, soft);
    }
}

/* Mean and variance of x; FORM 3 is Welford's, the others two passes. */
static void T(moments)(int form, int n, const R *x, R *mean, R *variance)
{
    R d[MOST], m2 = 0;

    *mean = 0;
    for (int i = 0; form == 3 && i < n; i++) {
        R delta = x[i] - *mean;
        *mean += delta / (R)(i + 1);
        m2 += delta * (x[i] - *mean);
    }
    if (form != 3)
        *mean = T(total)(form, n, x) / (R)n;
    for (int i = 0; i < n; i++)
        d[i] = (x[i] - *mean) * (x[i] - *mean);
    *variance = (form == 3 ? m2 : T(total)(form, n, d)) / (R)n;
}

/* N numbers of mean 0 .. 10 and deviation 1. */
static int T(draw_sample)(int n, R *x)
{
    double mean = draw_real(0, 10), sample[MOST];

    bench_start(&b, PRECISION);
    for (int i = 0; i < n; i++) {
        x[i] = (R)(mean + draw_normal());
        sample[i] = (double)x[i];
    }
    return bench_var(&b, n, sample);
}

static void T(variance_trial)(void)
{
    int n = draw(2) ? 8 : 30, id;
    R x[MOST], mean, variance, w = (R)draw_wide(-1, 1);

    id = T(draw_sample)(n, x);
    id = AD(&b.k.g, square, AD(&b.k.g, sub, id, AD(&b.k.g, mean, id)));
    bench_find(&b, AD(&b.k.g, mean, id), (double[]){ (double)w });
    for (int form = 0; form < 4; form++) {
        unsigned soft = 0;

        T(moments)(form, n, x, &mean, &variance);
        T(answer_value)(0, variance);
        for (int i = 0; i < n; i++) {
            R d = x[i] - mean;

            soft |= (unsigned)((double)fabs(d) < (SINGLE ? 0.25 : 1e-6)) << i;
            T(answer)(i, form & 1 ? 2 * w * d / (R)n : w * (2 / (R)n) * d);
        }
        submit("variance", form, soft);
    }
}

/* (x - mean) / sqrt(variance + epsilon), with the closed form of its gradient. */
static void T(layernorm_trial)(void)
{
    enum { N = 8 };
    R x[N], h[N], z[N], mean, variance, epsilon = (R)1e-5;
    double w[N];
    int id = T(draw_sample)(N, x), d = AD(&b.k.g, sub, id, AD(&b.k.g, mean, id));

    for (int i = 0; i < N; i++)
        w[i] = (double)(R)draw_wide(-0.3, 0.3);
    id = AD(&b.k.g, add, AD(&b.k.g, mean, AD(&b.k.g, square, d)), ad_number(&b.k.g, (double)epsilon));
    bench_find(&b, AD(&b.k.g, div, d, AD(&b.k.g, sqrt, id)), w);
    for (int form = 0; form < 4; form++) {
        unsigned soft = 0;
        R mean_w = 0, mean_wh, r;

        T(moments)(form, N, x, &mean, &variance);
        r = 1 / sqrt(variance + epsilon);
        for (int i = 0; i < N; i++) {
            h[i] = (x[i] - mean) * r;
            z[i] = h[i] * (R)w[i];
            mean_w += (R)w[i] / N;
            T(answer_value)(i, h[i]);
            soft |= (unsigned)((double)fabs(h[i]) < (SINGLE ? 0.25 : 1e-6)) << VALUE;
        }
        mean_wh = T(total)(form, N, z) / N;
        for (int i = 0; i < N; i++) {
            R g = r * ((R)w[i] - mean_w - h[i] * mean_wh);

            soft |= (unsigned)((double)fabs(g) < (SINGLE ? 0.3 : 1e-6)) << i;
            T(answer)(i, g);
        }
        submit("layernorm", form, soft);
    }
}

#endif
