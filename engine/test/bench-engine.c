/* bench-engine.c - what building and walking graphs costs, and what kernels cost, beside the plainest thing that does the
 * same.  Both must give the same bits, else the exit code is 1. */
#include "bench.h"
#include "product.h"

/* ---- the recipes ---- */

typedef struct { int len; const step *step; } recipe;
enum { DRAWN = SQR };           /* the ops before */

static double input_value(int i) { return 0.5 + 0.1 * (i % 10); }

/* Step I's value and tangent, from those before. */
static void try_step(const step *s, int i, double *val, double *dot)
{
    const double exponent_one = s->c - 1;
    double a = val[s->arg[0]], b = val[s->arg[1]], da = dot[s->arg[0]], db = dot[s->arg[1]];

    switch (s->op) {
    case ADD: val[i] = a + b; dot[i] = da + db; break;
    case MUL: val[i] = a * b; dot[i] = da * b + a * db; break;
    case SUB: val[i] = a - b; dot[i] = da - db; break;
    case DIV: val[i] = a / b; dot[i] = (da - val[i] * db) / b; break;
    case SIN: val[i] = sin(a); dot[i] = cos(a) * da; break;
    case EXP: val[i] = exp(a); dot[i] = val[i] * da; break;
    case TANH: val[i] = tanh(a); dot[i] = (1 - val[i] * val[i]) * da; break;
    case LOG: val[i] = log(a); dot[i] = da / a; break;
    case POWC: val[i] = pow(a, s->c); dot[i] = s->c * pow(a, exponent_one) * da; break;
    }
}

static bool tame(double x) { return fabs(x) > 0.125 && fabs(x) < 8; }

/* INPUTS inputs, then ops, by cycle or at random, on operands among the last WINDOW.  A
 * draw that leads out of range is repeated: values and the tangents along one direction
 * stay near 1, so that neither they nor the adjoints overflow or die out over 10^6 nodes. */
static recipe generate(int len, int inputs, int window, bool cycle, step *out, double *val, double *dot)
{
    static const double exponent[] = { 2, 3, 0.5, 1.5, -1 };
    enum { TRIES = 200 };

    for (int i = 0; i < inputs; i++) {
        out[i] = (step){ INPUT, { 0, 0 }, 0 };
        val[i] = input_value(i), dot[i] = i % 2 ? 1 : -0.7;
    }
    for (int i = inputs; i < len; i++) {
        int from = i > window ? i - window : 0;

        for (int k = 0; k < TRIES; k++) {
            step *s = &out[i];

            s->op = 1 + (int)(cycle ? (uint64_t)i % (DRAWN - 1) : draw(DRAWN - 1));
            s->arg[0] = from + (int)draw((uint64_t)(i - from));
            s->arg[1] = from + (int)draw((uint64_t)(i - from));
            s->c = s->op == POWC ? exponent[draw(5)] : 0;
            try_step(s, i, val, dot);
            if (tame(val[i]) && tame(dot[i]))
                break;
        }
    }
    return (recipe){ len, out };
}

/* ---- the two sides ---- */

typedef struct {
    ad_graph g;
    tape t;
    double *val, *bar;
} side;

static const int arity[DRAWN] = { 0, 2, 2, 2, 2, 1, 1, 1, 1, 1 };

static void set_inputs(side *s, recipe r)
{
    for (int i = 0; i < r.len && r.step[i].op == INPUT; i++)
        s->val[i] = input_value(i), s->bar[i] = 0;
}

static void engine_build_eval(side *s, recipe r)
{
    ad_reset(&s->g);
    for (int i = 0; i < r.len; i++) {
        const step *k = &r.step[i];

        if (k->op == INPUT)
            ad_input(&s->g, ad_scalar());
        else if (k->op == POWC)
            ad_apply(&s->g, &ad_op_powc, 1, k->arg, 1, &(ad_attr){ "exponent", 1, &k->c });
        else
            ad_apply(&s->g, op_of[k->op], arity[k->op], k->arg, 0, NULL);
    }
    set_inputs(s, r);
    ad_eval(&s->g, s->val);
}

static void engine_pull(side *s)
{
    ad_seed(&s->g, s->g.len - 1, NULL, s->bar);
    ad_pull(&s->g, s->val, s->bar);
}

static void tape_build_eval(side *s, recipe r)
{
    s->t.len = 0;
    for (int i = 0; i < r.len; i++)
        tape_add(&s->t, r.step[i].op, r.step[i].arg[0], r.step[i].arg[1], r.step[i].c);
    set_inputs(s, r);
    tape_eval(&s->t, s->val);
}

static void tape_seed_pull(side *s)
{
    memset(s->bar, 0, (size_t)s->t.len * sizeof *s->bar);
    s->bar[s->t.len - 1] = 1;
    tape_pull(&s->t, s->val, s->bar);
}

static bool same_numbers(const side *a, const side *b, int len)
{
    size_t size = (size_t)len * sizeof(double);

    for (int i = 0; i < len; i++)
        if (!isnormal(a->val[i]) || !(a->bar[i] == 0 || isnormal(a->bar[i]))) {
            printf("node %d is out of range: value %g, adjoint %g\n", i, a->val[i], a->bar[i]);
            return false;
        }
    return memcmp(a->val, b->val, size) == 0 && memcmp(a->bar, b->bar, size) == 0;
}

enum { W1_NODES = 1000000, W1_WINDOW = 1000, W1_INPUTS = 100 };
enum { W2_NODES = 32, W2_INPUTS = 4, W2_RECIPES = 10000 };
static const double time_mark = 1.2, byte_mark = 48;

static bool bench_one_big(side *e, side *t, recipe r)
{
    double build[2][REPS], pull[2][REPS], both[2][REPS], t0, t1, t2;
    bool ok = true;

    for (int k = -1; k < REPS; k++) {   /* the first round warms up */
        for (int s = 0; s < 2; s++) {
            t0 = seconds();
            s ? tape_build_eval(t, r) : engine_build_eval(e, r);
            t1 = seconds();
            s ? tape_seed_pull(t) : engine_pull(e);
            t2 = seconds();
            if (k >= 0)
                build[s][k] = t1 - t0, pull[s][k] = t2 - t1, both[s][k] = t2 - t0;
        }
        if (k < 0 || k == REPS - 1)
            ok = ok && same_numbers(e, t, r.len);
    }
    row("W1 build + eval", build[0], build[1], 1e9 / r.len, "ns a node", 0);
    row("W1 seed + pull", pull[0], pull[1], 1e9 / r.len, "ns a node", 0);
    row("W1 together", both[0], both[1], 1e9 / r.len, "ns a node", time_mark);
    return ok;
}

static bool bench_many_small(side *e, side *t, const recipe *r)
{
    double time[2][REPS], t0;
    bool ok = true;

    for (int i = 0; i < W2_RECIPES; i++) {
        engine_build_eval(e, r[i]), engine_pull(e);
        tape_build_eval(t, r[i]), tape_seed_pull(t);
        ok = ok && same_numbers(e, t, r[i].len);
    }
    for (int k = 0; k < REPS; k++) {
        t0 = seconds();
        for (int i = 0; i < W2_RECIPES; i++)
            engine_build_eval(e, r[i]), engine_pull(e);
        time[0][k] = seconds() - t0;
        t0 = seconds();
        for (int i = 0; i < W2_RECIPES; i++)
            tape_build_eval(t, r[i]), tape_seed_pull(t);
        time[1][k] = seconds() - t0;
    }
    row("W2 small graphs", time[0], time[1], 1e9 / W2_RECIPES, "ns a graph", time_mark);
    return ok;
}

/* ---- memory ---- */

/* Memory in hand, each block's size kept before it. */
static size_t held;

static void *counting_realloc(void *p, size_t n)
{
    enum { HEAD = 16 };
    char *old = p ? (char *)p - HEAD : NULL;
    size_t was = 0;

    if (old)
        memcpy(&was, old, sizeof was);
    held += n - was;
    if (n == 0) {
        free(old);
        return NULL;
    }
    old = realloc(old, n + HEAD);
    if (!old)
        abort();
    memcpy(old, &n, sizeof n);
    return old + HEAD;
}

static void bench_memory(const ad_graph *w1)
{
    double used = sizeof(ad_node) + 2 * sizeof(double);

    used += (double)w1->attrs * sizeof(double) / w1->len;
    printf("%-20s %.1f for a node without attributes, value and adjoint included  mark %.0f %s\n",
           "bytes a scalar node", (double)(sizeof(ad_node) + 2 * sizeof(double)), byte_mark,
           sizeof(ad_node) + 2 * sizeof(double) <= byte_mark ? "met" : "MISSED");
    printf("%-20s %.1f used, %.1f held with the reserve for growth\n", "  W1, one tenth powc", used,
           (double)held / w1->len + 2 * sizeof(double));
}

/* ---- kernels beside plain loops ---- */

enum { SIDE = 256, SQUARE = SIDE * SIDE, MANY = 1000000 };
static const double product_mark = 1 / 5.0, any_product_mark = 1 / 3.0, tanh_mark = 1.1;

/* Y += A B. */
__attribute__((noinline))
static void plain_product(ad_matrix a, ad_matrix b, double *y)
{
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++) {
            double sum = 0;

            for (int l = 0; l < SIDE; l++)
                sum += a.at[i * a.row + l * a.col] * b.at[l * b.row + j * b.col];
            y[i * SIDE + j] += sum;
        }
}

static void any_product(ad_matrix a, ad_matrix b, double *y) { ad_add_product_by(0, SIDE, SIDE, SIDE, a, b, y); }
static void avx2_product(ad_matrix a, ad_matrix b, double *y) { ad_add_product_by(1, SIDE, SIDE, SIDE, a, b, y); }

/* OUT has room for y, da and db; its adjoint is DY. */
static void time_product(void (*product)(ad_matrix, ad_matrix, double *), const double *a, const double *b,
                         const double *dy, double *out, double *eval, double *pull)
{
    double t = seconds();

    memset(out, 0, 3 * SQUARE * sizeof *out);
    product((ad_matrix){ a, SIDE, 1 }, (ad_matrix){ b, SIDE, 1 }, out);
    *eval = lap(&t);
    product((ad_matrix){ dy, SIDE, 1 }, (ad_matrix){ b, 1, SIDE }, out + SQUARE);
    product((ad_matrix){ a, 1, SIDE }, (ad_matrix){ dy, SIDE, 1 }, out + 2 * SQUARE);
    *pull = lap(&t);
}

static bool bench_matmul(double *val, double *bar, double *plain, double *any)
{
    const ad_shape square = { 2, { SIDE, SIDE } };
    ad_graph g = { 0 };
    int a = ad_input(&g, square), b = ad_input(&g, square), y = AD(&g, matmul, a, b);
    double eval[4][REPS], pull[4][REPS];
    bool ok = true, avx2 = ad_product_versions() > 1;

    for (int i = 0; i < 2 * SQUARE; i++)
        val[i] = (double)draw(2000) / 1000 - 1, bar[2 * SQUARE + i / 2] = val[i];
    for (int k = 0; k < REPS; k++) {
        double t = seconds();

        ad_eval(&g, val);
        eval[0][k] = lap(&t);
        memset(bar, 0, 2 * SQUARE * sizeof *bar);
        ad_pull(&g, val, bar);
        pull[0][k] = lap(&t);
        time_product(any_product, val, val + SQUARE, bar + 2 * SQUARE, any, &eval[1][k], &pull[1][k]);
        if (avx2)
            time_product(avx2_product, val, val + SQUARE, bar + 2 * SQUARE, any, &eval[3][k], &pull[3][k]);
        time_product(plain_product, val, val + SQUARE, bar + 2 * SQUARE, plain, &eval[2][k], &pull[2][k]);
        ok = ok && memcmp(plain, any, 3 * SQUARE * sizeof *any) == 0
            && memcmp(plain, val + g.node[y].at, SQUARE * sizeof *val) == 0
            && memcmp(plain + SQUARE, bar, 2 * SQUARE * sizeof *bar) == 0;
    }
    row("matmul 256 eval", eval[0], eval[2], 1e6, "us", product_mark);
    row("  on any x86-64", eval[1], eval[2], 1e6, "us", any_product_mark);
    if (avx2)
        row("  with AVX2", eval[3], eval[2], 1e6, "us", product_mark);
    row("matmul 256 pull", pull[0], pull[2], 1e6, "us", product_mark);
    row("  on any x86-64", pull[1], pull[2], 1e6, "us", any_product_mark);
    if (avx2)
        row("  with AVX2", pull[3], pull[2], 1e6, "us", product_mark);
    ad_free(&g);
    return ok;
}

static bool bench_tanh(double *val, double *bar, double *y, double *dx)
{
    ad_graph g = { 0 };
    double eval[2][REPS], pull[2][REPS];
    bool ok = true;

    AD(&g, tanh, ad_input(&g, (ad_shape){ 1, { MANY } }));
    for (int i = 0; i < MANY; i++)
        val[i] = (double)draw(4000) / 1000 - 2, bar[MANY + i] = val[i];
    for (int k = 0; k < REPS; k++) {
        double t;

        memset(bar, 0, MANY * sizeof *bar), memset(dx, 0, MANY * sizeof *dx);
        t = seconds();
        ad_eval(&g, val);
        eval[0][k] = lap(&t);
        ad_pull(&g, val, bar);
        pull[0][k] = lap(&t);
        for (int i = 0; i < MANY; i++)
            y[i] = tanh(val[i]);
        eval[1][k] = lap(&t);
        for (int i = 0; i < MANY; i++)
            dx[i] += tanh_slope(val[i], y[i]) * bar[MANY + i];
        pull[1][k] = lap(&t);
        ok = ok && memcmp(y, val + MANY, MANY * sizeof *y) == 0 && memcmp(dx, bar, MANY * sizeof *dx) == 0;
    }
    row("tanh of 10^6 eval", eval[0], eval[1], 1e9 / MANY, "ns each", tanh_mark);
    row("tanh of 10^6 pull", pull[0], pull[1], 1e9 / MANY, "ns each", tanh_mark);
    ad_free(&g);
    return ok;
}

static bool bench_kernels(void)
{
    double *p = need(6 * MANY * sizeof *p);
    bool ok = bench_matmul(p, p + 2 * MANY, p + 4 * MANY, p + 5 * MANY);

    ok = bench_tanh(p, p + 2 * MANY, p + 4 * MANY, p + 5 * MANY) && ok;
    free(p);
    return ok;
}

/* ---- rows of numbers: softmax and layernorm beside plain loops of the same formulas ---- */

enum { ROWS = 1000, COLUMNS = 1000 };
static const double row_mark = 1.2;

typedef struct { const double *x, *weight, *bias, *y, *dy; double *out, *dx, *dweight, *dbias; } row_arrays;

static void plain_softmax(row_arrays a)
{
    for (int r = 0; r < ROWS; r++) {
        const double *x = a.x + r * COLUMNS;
        double *y = a.out + r * COLUMNS, max = x[0], sum = 0;

        for (int i = 1; i < COLUMNS; i++)
            if (x[i] > max)
                max = x[i];
        for (int i = 0; i < COLUMNS; i++)
            sum += y[i] = exp(x[i] - max);
        for (int i = 0; i < COLUMNS; i++)
            y[i] /= sum;
    }
}

static void plain_softmax_pull(row_arrays a)
{
    for (int r = 0; r < ROWS; r++) {
        const double *y = a.y + r * COLUMNS, *dy = a.dy + r * COLUMNS;
        double *dx = a.dx + r * COLUMNS, most = 0, from = 0, dot = 0;

        for (int i = 0; i < COLUMNS; i++)
            if (y[i] > most)
                most = y[i], from = dy[i];
        for (int i = 0; i < COLUMNS; i++)
            dot += y[i] * (dy[i] - from);
        for (int i = 0; i < COLUMNS; i++)
            dx[i] += y[i] * (dy[i] - from - dot);
    }
}

static void plain_moments(const double *x, double *mean, double *inverse)
{
    double sum = 0, squares = 0;

    for (int i = 0; i < COLUMNS; i++)
        sum += x[i];
    *mean = sum / COLUMNS;
    for (int i = 0; i < COLUMNS; i++)
        squares += (x[i] - *mean) * (x[i] - *mean);
    *inverse = 1 / sqrt(squares / COLUMNS + 1e-5);
}

static void plain_layernorm(row_arrays a)
{
    for (int r = 0; r < ROWS; r++) {
        const double *x = a.x + r * COLUMNS;
        double *y = a.out + r * COLUMNS, mean, inverse;

        plain_moments(x, &mean, &inverse);
        for (int i = 0; i < COLUMNS; i++)
            y[i] = (x[i] - mean) * inverse * a.weight[i] + a.bias[i];
    }
}

static void plain_layernorm_pull(row_arrays a)
{
    for (int r = 0; r < ROWS; r++) {
        const double *x = a.x + r * COLUMNS, *dy = a.dy + r * COLUMNS;
        double *dx = a.dx + r * COLUMNS, mean, inverse, sum = 0, dot = 0;

        plain_moments(x, &mean, &inverse);
        for (int i = 0; i < COLUMNS; i++) {
            double dz = dy[i] * a.weight[i];

            sum += dz;
            dot += dz * ((x[i] - mean) * inverse);
        }
        sum /= COLUMNS, dot /= COLUMNS;
        for (int i = 0; i < COLUMNS; i++) {
            double z = (x[i] - mean) * inverse;

            a.dbias[i] += dy[i];
            a.dweight[i] += dy[i] * z;
            dx[i] += (dy[i] * a.weight[i] - sum - z * dot) * inverse;
        }
    }
}

/* OP on x and, if it takes them, weight and bias, beside the plain EVAL and PULL. */
static bool bench_rows(const char *name, const ad_op *op, void (*eval)(row_arrays), void (*pull)(row_arrays))
{
    const ad_shape shape[3] = { { 2, { ROWS, COLUMNS } }, { 1, { COLUMNS } }, { 1, { COLUMNS } } };
    double time[2][2][REPS], t0, t1, t2, *val[2], *bar[2];
    ad_graph g = { 0 };
    int arg[3], out, x, y, size, n;
    char what[40];
    bool ok;

    for (int k = 0; k < op->max_arity; k++)
        arg[k] = ad_input(&g, shape[k]);
    out = ad_apply(&g, op, op->max_arity, arg, 0, NULL);
    x = g.node[arg[0]].at, y = g.node[out].at, size = g.size, n = ROWS * COLUMNS;
    for (int s = 0; s < 2; s++) {
        val[s] = need((size_t)size * sizeof(double)), bar[s] = need((size_t)size * sizeof(double));
        for (int i = 0; i < size; i++)
            val[s][i] = sin(i), bar[s][i] = i < y ? 0 : cos(i);
    }
    for (int k = -1; k < REPS; k++) {   /* the first round warms up */
        for (int s = 0; s < 2; s++) {
            const row_arrays a = {
                val[s] + x, val[s] + n, val[s] + n + COLUMNS, val[s] + y, bar[s] + y, val[s] + y,
                bar[s] + x, bar[s] + n, bar[s] + n + COLUMNS
            };

            t0 = seconds();
            s ? eval(a) : ad_eval(&g, val[s]);
            t1 = seconds();
            s ? pull(a) : ad_pull(&g, val[s], bar[s]);
            t2 = seconds();
            if (k >= 0)
                time[0][s][k] = t1 - t0, time[1][s][k] = t2 - t1;
        }
    }
    snprintf(what, sizeof what, "W3 %s eval", name);
    row(what, time[0][0], time[0][1], 1e9 / n, "ns a number", row_mark);
    snprintf(what, sizeof what, "W3 %s pull", name);
    row(what, time[1][0], time[1][1], 1e9 / n, "ns a number", row_mark);
    ok = memcmp(val[0], val[1], (size_t)size * sizeof(double)) == 0 && memcmp(bar[0], bar[1], (size_t)size * sizeof(double)) == 0;
    for (int s = 0; s < 2; s++)
        free(val[s]), free(bar[s]);
    ad_free(&g);
    return ok;
}

int main(void)
{
    side e = { 0 }, t = { 0 };
    step *big = need(W1_NODES * sizeof *big), *small = need((size_t)W2_NODES * W2_RECIPES * sizeof *small);
    recipe *r = need(W2_RECIPES * sizeof *r);
    bool ok;

    state = 1;
    ad_realloc = counting_realloc;
    e.val = need(W1_NODES * sizeof(double)), e.bar = need(W1_NODES * sizeof(double));
    t.val = need(W1_NODES * sizeof(double)), t.bar = need(W1_NODES * sizeof(double));
    ok = bench_one_big(&e, &t, generate(W1_NODES, W1_INPUTS, W1_WINDOW, true, big, e.val, e.bar));
    bench_memory(&e.g);
    for (int i = 0; i < W2_RECIPES; i++)
        r[i] = generate(W2_NODES, W2_INPUTS, W2_NODES, false, small + (size_t)i * W2_NODES, e.val, e.bar);
    ok = bench_many_small(&e, &t, r) && ok;
    ok = bench_kernels() && ok;
    ok = bench_rows("softmax", &ad_op_softmax, plain_softmax, plain_softmax_pull) && ok;
    ok = bench_rows("layernorm", &ad_op_layernorm, plain_layernorm, plain_layernorm_pull) && ok;
    if (!ok)
        puts("engine and reference DIFFER");
    ad_free(&e.g);
    free(t.t.node), free(e.val), free(e.bar), free(t.val), free(t.bar), free(big), free(small), free(r);
    return ok ? 0 : 1;
}
