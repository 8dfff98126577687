/* bench-mends.c - what it costs that ops keep their digits in tails, near roots, where powers round and where one element of
 * a row takes all: each beside a plain loop of the naive formula, at moderate arguments.
 *
 * Both sides take turns in the same memory; the least CPU time of many repetitions counts.  No marks: the naive formula
 * is not an alternative. */
#define _DEFAULT_SOURCE                 /* lgamma_r */
#include "bench.h"

enum { MANY = 100000, COLUMNS = 1000, MOST = 4 };       /* numbers; of a row; operands and result */
static const double exponent = 2.5;

/* Operand k's numbers stand at VAL + k * MANY, then the result's; adjoints in BAR likewise. */
typedef void plain_loop(double *val, double *bar);

/* Loops that set y to VALUE, and that add a slope times dy to the adjoint of each operand a, b, c. */
#define EACH(ARITY, STATEMENT) \
    for (int i = 0; i < MANY; i++) { \
        double a = val[i], b = val[MANY * (ARITY > 1) + i], c = val[2 * MANY * (ARITY > 2) + i]; \
        (void)a, (void)b, (void)c; \
        STATEMENT; \
    }
#define EVAL(OP, ARITY, VALUE) \
    static void eval_##OP(double *val, double *bar) { (void)bar; EACH(ARITY, val[ARITY * MANY + i] = (VALUE)) }
#define PULL(OP, ARITY, ADD) \
    static void pull_##OP(double *val, double *bar) \
    { \
        EACH(ARITY, double y = val[ARITY * MANY + i]; double dy = bar[ARITY * MANY + i]; (void)y; ADD) \
    }
#define ONE(OP, VALUE, SLOPE) EVAL(OP, 1, VALUE) PULL(OP, 1, bar[i] += (SLOPE) * dy)
#define TWO(OP, VALUE, SLOPE_A, SLOPE_B) \
    EVAL(OP, 2, VALUE) PULL(OP, 2, bar[i] += (SLOPE_A) * dy; bar[MANY + i] += (SLOPE_B) * dy)

static double logistic(double x) { return 1 / (1 + exp(-x)); }
static double softplus_tanh(double x) { return tanh(log1p(exp(x))); }
static double normal(double x) { return 0.5 * erfc(-0.7071067811865476 * x); }
static double density(double x) { return 0.3989422804014327 * exp(-x * x / 2); }
static double twice_u(double x) { return 1.5957691216057308 * (x + 0.044715 * x * x * x); }
static double twice_u_slope(double x) { return 1.5957691216057308 * (1 + 3 * 0.044715 * x * x); }

/* By the series from 10 on alone. */
static double digamma(double x)
{
    double below = 0, q;

    for (; x < 10; x++)
        below += 1 / x;
    q = 1 / (x * x);
    return log(x) - 0.5 / x - below - q * (1 / 12.0 - q * (1 / 120.0 - q * (1 / 252.0 - q * (1 / 240.0 - q / 132))));
}

static double log_gamma(double x)
{
    int sign;

    return lgamma_r(x, &sign);
}

ONE(tanh, tanh(a), 1 - y * y)
ONE(erf, erf(a), 1.1283791670955126 * exp(-a * a))
ONE(erfc, erfc(a), -1.1283791670955126 * exp(-a * a))
ONE(silu, a * logistic(a), logistic(a) * (1 + a * logistic(-a)))
ONE(mish, a * softplus_tanh(a), softplus_tanh(a) + a * (1 - softplus_tanh(a) * softplus_tanh(a)) * logistic(a))
ONE(gelu, a * normal(a), normal(a) + a * density(a))
ONE(gelu_tanh, a * logistic(twice_u(a)), logistic(twice_u(a)) * (1 + a * logistic(-twice_u(a)) * twice_u_slope(a)))
TWO(swiglu, a * logistic(a) * b, logistic(a) * (1 + a * logistic(-a)) * b, a * logistic(a))
TWO(geglu, a * normal(a) * b, (normal(a) + a * density(a)) * b, a * normal(a))
ONE(lgamma, log_gamma(a), digamma(a))
EVAL(digamma, 1, digamma(a))
ONE(cbrt, cbrt(a), 1 / (3 * y * y))
ONE(exp2, exp2(a), 0.6931471805599453 * y)
ONE(powc, pow(a, exponent), exponent * pow(a, exponent - 1))
TWO(pow, pow(a, b), b * pow(a, b - 1), y * log(a))
ONE(atan, atan(a), 1 / (1 + a * a))
TWO(atan2, atan2(a, b), b / (a * a + b * b), -a / (a * a + b * b))
TWO(logaddexp, fmax(a, b) + log1p(exp(-fabs(a - b))), logistic(a - b), logistic(b - a))
EVAL(lerp, 3, a + c * (b - a))

/* Y is the result's row, DY its adjoint, DX the operand's. */
#define ROWS(OP, SUM, ADD) \
    static void pull_##OP(double *val, double *bar) \
    { \
        for (int r = 0; r < MANY; r += COLUMNS) { \
            const double *y = val + MANY + r, *dy = bar + MANY + r; \
            double *dx = bar + r, sum = 0; \
            for (int i = 0; i < COLUMNS; i++) \
                sum += SUM; \
            for (int i = 0; i < COLUMNS; i++) \
                dx[i] += ADD; \
        } \
    }
ROWS(softmax, y[i] * dy[i], y[i] * (dy[i] - sum))
ROWS(log_softmax, dy[i], dy[i] - exp(y[i]) * sum)

#define BOTH(OP) &ad_op_##OP, eval_##OP, pull_##OP
static const struct { const ad_op *op; plain_loop *eval, *pull; double from, to; } all[] = {
    { BOTH(tanh), -2, 2 }, { BOTH(erf), -2, 2 }, { BOTH(erfc), -2, 2 }, { BOTH(silu), -4, 4 }, { BOTH(mish), -4, 4 },
    { BOTH(gelu), -4, 4 }, { BOTH(gelu_tanh), -4, 4 }, { BOTH(swiglu), -4, 4 }, { BOTH(geglu), -4, 4 },
    { BOTH(lgamma), 0.5, 5 }, { &ad_op_digamma, eval_digamma, NULL, 0.5, 5 }, { BOTH(cbrt), -4, 4 }, { BOTH(exp2), -4, 4 },
    { BOTH(powc), 0.5, 4 }, { BOTH(pow), 0.5, 4 }, { BOTH(atan), -4, 4 }, { BOTH(atan2), -4, 4 }, { BOTH(logaddexp), -4, 4 },
    { &ad_op_lerp, eval_lerp, NULL, -4, 4 }, { &ad_op_softmax, NULL, pull_softmax, -4, 4 },
    { &ad_op_log_softmax, NULL, pull_log_softmax, -4, 4 },
};

static double seconds_of(plain_loop *loop, double *val, double *bar)
{
    double t = seconds();

    loop(val, bar);
    return seconds() - t;
}

static double seconds_of_engine(const ad_graph *g, bool pull, double *val, double *bar)
{
    double t = seconds();

    if (pull)
        ad_pull(g, val, bar);
    else
        ad_eval(g, val);
    return seconds() - t;
}

static void report(const ad_graph *g, bool pull, plain_loop *loop, double *val, double *bar)
{
    double engine = INFINITY, naive = INFINITY;

    for (int k = 0; k < REPS; k++) {
        engine = fmin(engine, seconds_of_engine(g, pull, val, bar));
        naive = fmin(naive, seconds_of(loop, val, bar));
    }
    printf("  %s engine %5.1f  naive %5.1f  ratio %5.2f", pull ? "pull" : "eval", 1e9 / MANY * engine, 1e9 / MANY * naive,
           engine / naive);
}

int main(void)
{
    double *val = malloc(2 * MOST * MANY * sizeof *val), *bar = val + MOST * MANY;

    if (!val)
        return 1;
    puts("ns a number, moderate arguments");
    for (size_t n = 0; n < sizeof all / sizeof *all; n++) {
        const ad_op *op = all[n].op;
        const ad_attr attr = { "exponent", 1, &exponent };
        int arg[MOST];
        ad_graph g = { 0 };

        for (int k = 0; k < op->max_arity; k++)
            arg[k] = ad_input(&g, (ad_shape){ 2, { MANY / COLUMNS, COLUMNS } });
        ad_apply(&g, op, op->max_arity, arg, op == &ad_op_powc, &attr);
        if (g.status) {
            puts(g.error);
            return 1;
        }
        srand(1);
        for (int i = 0; i < MOST * MANY; i++)
            val[i] = all[n].from + (all[n].to - all[n].from) * rand() / RAND_MAX, bar[i] = 1;
        ad_eval(&g, val);
        printf("%-12s", op->name);
        if (all[n].eval)
            report(&g, false, all[n].eval, val, bar);
        if (all[n].pull)
            report(&g, true, all[n].pull, val, bar);
        putchar('\n');
        ad_free(&g);
    }
    free(val);
    return 0;
}
