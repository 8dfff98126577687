/* t-generate.c - random cases: every byte string is one, lowered as any case is, with all that the checks are to see in it. */
#include "maker.h"
#include "draw.h"
#include "weight.h"

static gp_choices seeded(uint64_t k) { return gp_choices_from_seed("generate", k, GP_CASE_BYTES); }

/* ---- byte strings ---- */

static void every_byte_string_is_a_case(void **state)
{
    maker m = maker_of("f64");

    (void)state;
    for (int n = 0; n <= MOST_BYTES; n += 1 + n / 40)
        make_of_bytes(&m, n);
    maker_free(&m);
}

static void cut_at_any_length(void **state)
{
    unsigned char byte[120];
    maker m = maker_of("f64");

    (void)state;
    for (int s = 0; s < effort(2); s++) {
        for (size_t i = 0; i < sizeof byte; i++)
            byte[i] = (unsigned char)draw(256);
        for (size_t n = 0; n <= sizeof byte; n++)
            make(&m, gp_choices_of(byte, n));
    }
    maker_free(&m);
}

static void the_empty_one_is_the_simplest(void **state)
{
    maker m = maker_of("f64"), other = maker_of("f64");
    gp_weight least;

    (void)state;
    make(&m, gp_choices_of(NULL, 0));
    least = gp_weigh(&m.k);
    assert_true(m.g.scalar && !m.g.cornered && m.k.vars == 1 && m.k.input[0] == 1 && least.n[GP_OPS] == 1 && m.k.cotangent[0] == 1);
    for (int i = 0; i < effort(100); i++) {
        gp_weight w;

        make(&other, seeded((uint64_t)i));
        w = gp_weigh(&other.k);
        /* Tensors may be empty. */
        CHECK(!gp_is_lighter(&w, &least) || w.n[GP_NUMBERS] == 0, "%s", text_of(&other.k));
    }
    maker_free(&m), maker_free(&other);
}

/* Whoever makes it, and whatever was made before; from a seed or from the bytes it stands for. */
static void the_same_choices_are_the_same_case(void **state)
{
    static unsigned char byte[GP_CASE_BYTES];
    maker used = maker_of("f64");

    (void)state;
    for (uint64_t i = 0; i < 20; i++) {
        maker fresh = maker_of("f64");
        gp_choices c = seeded(i);
        char *a, *b, *d;

        make(&used, seeded(i));
        make(&fresh, seeded(i));
        a = text_of(&used.k), b = text_of(&fresh.k);
        for (int n = 0; n < GP_CASE_BYTES; n++)
            byte[n] = (unsigned char)gp_draw_byte(&c);
        make(&fresh, gp_choices_of(byte, sizeof byte));
        d = text_of(&fresh.k);
        assert_string_equal(a, b);
        assert_string_equal(a, d);
        free(a), free(b), free(d);
        maker_free(&fresh);
    }
    maker_free(&used);
}

/* ---- wanted ops ---- */

static bool folds(const gp_case *k, int i)
{
    const ad_op *op = op_of(k, i);

    return i == k->out || op == &ad_op_reshape;
}

/* Is node I used by an op other than those that fold the sinks up? */
static bool is_deep(const gp_case *k, int i)
{
    for (int u = i + 1; u < k->g.len; u++)
        for (int a = 0; !folds(k, u) && a < k->g.node[u].args; a++)
            if (ad_args(&k->g, &k->g.node[u])[a] == i)
                return true;
    return false;
}

static void wanted_ops_are_in_every_case(void **state)
{
    enum { CASES = 20 };
    maker m = maker_of("f64");

    (void)state;
    for (int o = 0; ad_ops[o]; o++) {
        int deep = 0, near = 0, n = CASES;

        m.o.wanted = &ad_ops[o], m.o.n_wanted = 1;
        for (int i = 0; i < n; i++) {
            int here = 0, deep_here = 0, near_here = 0;

            if (i < 3)
                make(&m, seeded((uint64_t)i));
            else
                assert_int_equal(gp_generate(&m.g, seeded((uint64_t)i), &m.o, &m.k, &m.t), GP_OK);
            for (int id = 0; id < m.k.g.len; id++)
                if (op_of(&m.k, id) == ad_ops[o]) {
                    bool inside = is_deep(&m.k, id);

                    here++, deep_here += inside, near_here += !inside;
                }
            CHECK(here > 0, "%s is not in case %d", ad_ops[o]->name, i);
            deep += deep_here > 0, near += near_here > 0;
        }
        CHECK(deep >= n / 2 && near >= n / 2, "%s: deep inside in %d of %d, near the output in %d", ad_ops[o]->name, deep, n, near);
    }
    maker_free(&m);
}

static void several_wanted_ops(void **state)
{
    static const ad_op *const wanted[] = { &ad_op_matmul, &ad_op_sin, &ad_op_softmax, &ad_op_atanh, &ad_op_gather };
    maker m = maker_of("f64");

    (void)state;
    m.o.wanted = wanted, m.o.n_wanted = 5;
    for (int i = 0; i < effort(130); i++) {
        m.o.elements = i % 2 ? 200 : 10;
        make(&m, seeded((uint64_t)i));
        for (int w = 0; w < 5; w++) {
            bool has = false;

            for (int id = 0; id < m.k.g.len; id++)
                has = has || op_of(&m.k, id) == wanted[w];
            CHECK(has, "%s is not in case %d", wanted[w]->name, i);
        }
    }
    maker_free(&m);
}

/* ---- what is in many cases ---- */

typedef struct {
    int cases, scalar, cornered, twice, broadcast, one, empty, deepest, shared, tie, zero, ones, mixed_sign;
    int op[256], pairs, ops;
    bool pair[256][256];
} census;

static int number_of(const ad_op *op)
{
    int i = 0;

    while (ad_ops[i] && ad_ops[i] != op)
        i++;
    return ad_ops[i] ? i : -1;
}

static void count_node(census *s, const gp_case *k, int i)
{
    const ad_node *n = &k->g.node[i];
    ad_shape y = ad_shape_at(&k->g, i);
    int own = op_of(k, i) ? number_of(op_of(k, i)) : -1;

    for (int d = 0; d < y.rank; d++)
        s->one += y.dim[d] == 1, s->empty += y.dim[d] == 0;
    s->deepest += y.rank == AD_MAX_RANK;
    s->shared += users[i] > 1;
    if (own < 0)
        return;
    s->op[own]++;
    for (int a = 0; a < n->args; a++) {
        int id = ad_args(&k->g, n)[a], below = op_of(k, id) ? number_of(op_of(k, id)) : -1;

        s->twice += a > 0 && id == ad_args(&k->g, n)[0];
        s->broadcast += gp_is_scalar_op(n->op) && !ad_same_shape(ad_shape_at(&k->g, id), y);
        if (below >= 0)
            s->pair[own][below] = true;
    }
}

static void count_case(census *s, const maker *m)
{
    const gp_case *k = &m->k;
    int outputs = ad_numbers(&k->g, k->out), ones = 0;
    bool tie = false, zero = false;

    for (int j = 0; j < m->t.l.g.len; j++)
        tie = tie || (m->t.l.row[j] && gp_has_kink(m->t.l.row[j]) && room_of(m, j) == 0);
    for (int c = 0; c < k->components; c++)
        zero = zero || k->input[c] == 0;
    for (int e = 0; e < outputs; e++)
        ones += k->cotangent[e] == 1;
    s->cases++, s->scalar += m->g.scalar, s->cornered += m->g.cornered, s->tie += tie, s->zero += zero && m->g.cornered;
    s->ones += ones == outputs;
    for (int i = 0; i < k->g.len; i++)
        count_node(s, k, i);
}

static void all_there_is_to_see(void **state)
{
    static census s;
    maker m = maker_of("f64");
    int n = 400;

    (void)state;
    s = (census){ 0 };
    for (int i = 0; i < n; i++) {
        make(&m, seeded((uint64_t)i));
        count_case(&s, &m);
    }
    for (; ad_ops[s.ops]; s.ops++)
        CHECK(s.op[s.ops] > 0, "%s is in no case", ad_ops[s.ops]->name);
    for (int a = 0; a < s.ops; a++)
        for (int b = 0; b < s.ops; b++)
            s.pairs += s.pair[a][b];
    CHECK(s.scalar > n / 6 && s.scalar < n / 3 && s.cornered > n / 16 && s.cornered < n / 4, "%d of scalars, %d at corners", s.scalar, s.cornered);
    CHECK(s.pairs > 1200, "%d pairs of ops", s.pairs);
    CHECK(s.twice > n / 5 && s.broadcast > n / 2 && s.one > n && s.empty > 10 && s.deepest > n / 4 && s.shared > n,
          "%d twice the same operand, %d broadcast, %d axes of size 1, %d of size 0, %d of rank 4, %d shared", s.twice, s.broadcast, s.one,
          s.empty, s.deepest, s.shared);
    CHECK(s.tie > n / 100 && s.zero > n / 40 && s.ones < n / 40, "%d with ties, %d with zeros, %d with cotangents of ones", s.tie, s.zero, s.ones);
    CHECK((double)m.g.placed >= 0.98 * (double)m.g.tried, "%ld of %ld ops placed", m.g.placed, m.g.tried);
    maker_free(&m);
}

static void within_limits(void **state)
{
    static const char *const precisions[] = { "f64", "f32", "f16", "bf16" };

    (void)state;
    for (int i = 0; i < effort(150); i++) {
        maker m = maker_of(precisions[i % 4]);

        m.o.nodes = 1 + draw(i % 2 ? 80 : 6), m.o.inputs = 1 + draw(8), m.o.rank = draw(AD_MAX_RANK + 1), m.o.elements = 1 + draw(i % 3 ? 400 : 20);
        make(&m, seeded((uint64_t)i));
        CHECK(m.g.placed <= (m.o.nodes > 1 ? m.o.nodes - 1 : 1), "%ld ops, up to %d nodes", m.g.placed, m.o.nodes);
        maker_free(&m);
    }
}

static void whole_cases_are_as_large_as_may_be(void **state)
{
    maker m = maker_of("f64");

    (void)state;
    m.o.whole = true;
    for (int i = 0; i < effort(30); i++) {
        int inputs = 0, ops = 0;

        make(&m, seeded((uint64_t)i));
        for (int id = 0; id < m.k.g.len; id++)
            inputs += !m.k.g.node[id].op, ops += op_of(&m.k, id) != NULL;
        assert_true(m.g.scalar && !m.g.cornered && ad_numbers(&m.k.g, m.k.out) == 1 && inputs >= m.o.inputs && ops >= m.o.nodes - m.o.inputs - 2);
    }
    maker_free(&m);
}

/* ---- cost ---- */

/* Lowered nodes and draws, for each node that is asked for, do not grow with their number. */
static void linear_in_nodes(void **state)
{
    enum { SIZES = AD_MAX_NODES < 100000 ? 2 : 4 };
    double lowered[SIZES], draws[SIZES];

    (void)state;
    for (int s = 0; s < SIZES; s++) {
        maker m = maker_of("f64");

        m.o.whole = true, m.o.nodes = 100 << 2 * s, m.o.elements = 100 * m.o.nodes;
        assert_int_equal(gp_generate(&m.g, gp_choices_from_seed("linear", 0, 1 << 24), &m.o, &m.k, &m.t), GP_OK);
        assert_true(m.k.g.len >= m.o.nodes);
        lowered[s] = (double)m.t.l.g.len / m.o.nodes, draws[s] = (double)m.g.c.at / m.o.nodes;
        CHECK(lowered[s] < 12 && draws[s] < 60 && lowered[s] < 1.5 * lowered[0] && draws[s] < 1.5 * draws[0], "%d nodes: %g lowered, %g bytes a node",
              m.o.nodes, lowered[s], draws[s]);
        maker_free(&m);
    }
}

/* All at once: ways of ops found beforehand, or when they are first needed. */
static void prepared_or_not(void **state)
{
    maker early = maker_of("f64"), late = maker_of("f64");

    (void)state;
    assert_true(gp_generator_prepare(&early.g) && gp_generator_prepare(&early.g));
    for (uint64_t i = 0; i < 20; i++) {
        char *a, *b;

        make(&early, seeded(i)), make(&late, seeded(i));
        a = text_of(&early.k), b = text_of(&late.k);
        assert_string_equal(a, b);
        free(a), free(b);
    }
    maker_free(&early), maker_free(&late);
}

/* ---- what the bytes were for ---- */

/* The count comes before the units, which come one after the other and begin with an op's name. */
static void check_spans(const gp_spans *s, const gp_case *k)
{
    int counts = 0, last = -1;
    size_t end = 0;

    for (int i = 0; i < s->spans; i++) {
        const gp_span *p = &s->span[i];

        assert_true(p->from <= p->to);
        if (p->kind == GP_SPAN_COUNT) {
            assert_true(counts++ == 0 && end == 0);
            end = p->to;
        } else if (p->kind == GP_SPAN_NAME)
            assert_true(counts == 1 && p->from == end && (p->n == AD_NONE || (p->n > last && k->g.node[p->n].op))), last = p->n > last ? p->n : last;
        else if (p->kind == GP_SPAN_UNIT) {
            assert_true(p->from == end && p->to > p->from);
            end = p->to;
        } else
            assert_int_equal(p->to - p->from, GP_NUMBER_BYTES);
    }
    assert_int_equal(counts, 1);
}

/* Noting the spans changes nothing; a name written anew is another op, and numbers are those of leaves. */
static void spans_say_what_bytes_were_for(void **state)
{
    maker m = maker_of("f64"), noting = maker_of("f64");
    gp_spans s = { 0 };

    (void)state;
    noting.g.spans = &s;
    for (uint64_t i = 0; i < (uint64_t)effort(50); i++) {
        char *a, *b;

        s.spans = 0;
        make(&m, seeded(i)), make(&noting, seeded(i));
        a = text_of(&m.k), b = text_of(&noting.k);
        assert_string_equal(a, b);
        free(a), free(b);
        check_spans(&s, &noting.k);
    }
    gp_spans_free(&s);
    maker_free(&m), maker_free(&noting);
}

/* Each op can be chosen in place of the last one, where it may be: it then is what is tried. */
static void an_op_can_be_chosen_anew(void **state)
{
    enum { BYTES = 4000 };
    unsigned char byte[BYTES];
    int placed = 0, tried = 0;

    (void)state;
    for (int scalar = 0; scalar < 2; scalar++) {
        maker m = maker_of("f64");
        gp_spans s = { 0 };

        m.g.spans = &s;
        m.o.rank = scalar ? 0 : AD_MAX_RANK;
        for (int o = 0; ad_ops[o]; o++) {
            gp_choices seed = gp_choices_from_seed("anew", (uint64_t)o, BYTES);
            const gp_span *name = NULL;

            for (int i = 0; i < BYTES; i++)
                byte[i] = (unsigned char)gp_draw_byte(&seed);
            s.spans = 0;
            make(&m, gp_choices_of(byte, BYTES));
            for (int i = 0; i < s.spans; i++)
                name = s.span[i].kind == GP_SPAN_NAME ? &s.span[i] : name;
            if (!gp_choose_anew(&m.g, ad_ops[o], name->to - name->from, byte + name->from))
                continue;
            make(&m, gp_choices_of(byte, BYTES));
            tried++;
            for (int i = 0; i < m.k.g.len; i++)
                if (m.k.g.node[i].op == ad_ops[o]) {
                    placed++;
                    break;
                }
        }
        gp_spans_free(&s);
        maker_free(&m);
    }
    CHECK(tried > 150 && placed > tried / 2, "%d of %d", placed, tried);
}

/* The second unit of a case of scalars is left out: the others stay, which draw from bytes of their own. */
static void a_unit_can_be_cut_out(void **state)
{
    enum { BYTES = 4000 };
    unsigned char byte[BYTES], *to = byte;
    gp_choices seed = gp_choices_from_seed("cut", 3, BYTES);
    maker m = maker_of("f64");
    gp_spans s = { 0 };
    const gp_span *unit[2] = { NULL }, *count = NULL;
    int units = 0, before;

    (void)state;
    for (int i = 0; i < BYTES; i++)
        byte[i] = (unsigned char)gp_draw_byte(&seed);
    m.o.rank = 0;
    m.g.spans = &s;
    make(&m, gp_choices_of(byte, BYTES));
    for (int i = 0; i < s.spans; i++) {
        count = s.span[i].kind == GP_SPAN_COUNT ? &s.span[i] : count;
        if (s.span[i].kind == GP_SPAN_UNIT && units < 2)
            unit[units++] = &s.span[i];
    }
    assert_int_equal(units, 2);
    before = m.k.g.len;
    memmove(to + unit[1]->from, to + unit[1]->to, BYTES - unit[1]->to);
    seed = gp_choices_of(byte + count->from, BYTES);
    gp_undraw(gp_draw(&seed, count->n) - 1, count->n, byte + count->from);
    m.g.spans = NULL;
    make(&m, gp_choices_of(byte, BYTES - (unit[1]->to - unit[1]->from)));
    assert_true(m.k.g.len < before);
    gp_spans_free(&s);
    maker_free(&m);
}

/* ---- judged ---- */

static bool same_component(const gp_component *a, const gp_component *b)
{
    return a->source == b->source && a->node == b->node && a->element == b->element && a->verdict == b->verdict && same(a->got, b->got)
        && same(a->expected, b->expected) && same(a->allowance, b->allowance) && same(a->radius, b->radius) && same(a->error, b->error);
}

/* What was prepared makes no difference to what is found. */
static void prepared_truth_is_the_truth(void **state)
{
    static const char *const precisions[] = { "f64", "f32", "bf16" };

    (void)state;
    for (int i = 0; i < effort(60); i++) {
        maker m = maker_of(precisions[i % 3]);
        const gp_options o = { .precision = m.o.precision };
        gp_checker c[2] = { { .subject = { .op = &ad_op_mul } }, { .subject = { .op = &ad_op_mul } } };
        gp_finding f[2] = { 0 };

        for (int p = 0; p < 2; p++) {
            assert_int_equal(gp_generate(&m.g, seeded((uint64_t)i), &m.o, &m.k, &c[p].truth), GP_OK);
            c[p].truth.prepared = p ? &m.k : NULL;
            gp_check(&c[p], &m.k, &o, &f[p]);
            assert_null(c[p].truth.prepared);
        }
        assert_true(f[0].outcome == f[1].outcome && f[0].verdict.components == f[1].verdict.components && f[0].verdict.bits == f[1].verdict.bits);
        for (int j = 0; j < f[0].verdict.components; j++)
            CHECK(same_component(&f[0].verdict.component[j], &f[1].verdict.component[j]), "case %d component %d", i, j);
        for (int p = 0; p < 2; p++)
            gp_checker_free(&c[p]), gp_finding_free(&f[p]);
        maker_free(&m);
    }
}

RUN(TEST(every_byte_string_is_a_case), TEST(cut_at_any_length), TEST(the_empty_one_is_the_simplest), TEST(the_same_choices_are_the_same_case),
    TEST(wanted_ops_are_in_every_case), TEST(several_wanted_ops), TEST(all_there_is_to_see), TEST(within_limits),
    TEST(whole_cases_are_as_large_as_may_be), TEST(linear_in_nodes), TEST(prepared_or_not), TEST(spans_say_what_bytes_were_for),
    TEST(an_op_can_be_chosen_anew), TEST(a_unit_can_be_cut_out),
    TEST(prepared_truth_is_the_truth))
