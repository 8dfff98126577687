/* t-draw.c - numbers, shapes and attributes from choices: what may come out, and what does. */
#include "../../engine/test/test.h"
#include "draw.h"

static const char *const precisions[] = { "f64", "f32", "f16", "bf16" };
enum { PRECISIONS = sizeof precisions / sizeof *precisions };

static gp_choices seeded(uint64_t k) { return gp_choices_from_seed("draw", k, 1 << 20); }
static gp_choices none(void) { return gp_choices_of(NULL, 0); }

/* Of moderate size, held by the precision, of both signs, seldom the same. */
static void numbers(void **state)
{
    (void)state;
    for (int p = 0; p < PRECISIONS; p++) {
        const gp_precision *precision = gp_find_precision(precisions[p]);
        gp_choices c = seeded((uint64_t)p), end = none();
        int negative = 0, small = 0, large = 0, again = 0, n = effort(3000);
        double last = 0;

        assert_true(gp_draw_number(&end, precision) == 1);
        for (int i = 0; i < n; i++) {
            double x = gp_draw_number(&c, precision);

            CHECK(fabs(x) >= 0.25 && fabs(x) <= 8 && same(gp_round(x, precision), x), "%s: %a", precisions[p], x);
            negative += x < 0, small += fabs(x) < 0.5, large += fabs(x) > 4, again += x == last;
            last = x;
        }
        CHECK(negative > n / 3 && negative < 2 * n / 3 && small > n / 20 && large > n / 20 && again < n / 50, "%s", precisions[p]);
    }
}

/* What was drawn once can be written so that it is drawn again; what cannot be drawn comes as near as may be. */
static void numbers_can_be_written(void **state)
{
    static const double far[][2] = { { 1e300, 8 }, { -INFINITY, -8 }, { 8, 8 }, { 0, 0.25 }, { -0.0, -0.25 }, { -1e-300, -0.25 }, { NAN, 1 } };
    const gp_precision *f64 = gp_find_precision("f64");
    unsigned char byte[GP_NUMBER_BYTES];
    gp_choices c = seeded(0);

    (void)state;
    for (int i = 0; i < effort(3000); i++) {
        double x = gp_draw_number(&c, f64);
        gp_choices again = gp_choices_of(byte, gp_undraw_number(x, byte));

        CHECK(same(gp_draw_number(&again, f64), x) && again.at == sizeof byte, "%a", x);
    }
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        gp_choices again = gp_choices_of(byte, gp_undraw_number(far[i][0], byte));

        CHECK(near(gp_draw_number(&again, f64), far[i][1], 8 * 0x1p-24), "%g", far[i][0]);
    }
}

static void corners(void **state)
{
    (void)state;
    for (int p = 0; p < PRECISIONS; p++) {
        const gp_precision *precision = gp_find_precision(precisions[p]);
        gp_choices c = seeded((uint64_t)p), end = none();
        int zero = 0, minus_zero = 0, one = 0, tail = 0, tiny = 0, huge = 0, n = effort(3000);

        assert_true(same(gp_draw_corner(&end, precision), 0));
        for (int i = 0; i < n; i++) {
            double x = gp_draw_corner(&c, precision);

            CHECK(isfinite(x) && same(gp_round(x, precision), x), "%s: %a", precisions[p], x);
            zero += same(x, 0), minus_zero += same(x, -0.0), one += fabs(x) == 1, tail += fabs(x) > 7 && fabs(x) < 1000;
            tiny += x != 0 && fabs(x) < 1e-6, huge += fabs(x) > 9e9;
        }
        CHECK(zero > n / 40 && minus_zero > n / 40 && one > n / 20 && tail > n / 20, "%s: %d %d %d %d", precisions[p], zero, minus_zero, one, tail);
        CHECK(strcmp(precisions[p], "f16") == 0 || (tiny > n / 40 && huge > n / 60), "%s: %d tiny, %d huge", precisions[p], tiny, huge);
    }
}

static void shapes(void **state)
{
    static const int size[] = { 2, 0, 3 };
    gp_choices c = seeded(0), end = none();
    int ranks[AD_MAX_RANK + 1] = { 0 }, ones = 0, zeros = 0, n = effort(2000);

    (void)state;
    assert_int_equal(gp_draw_shape(&end, AD_MAX_RANK, size, 3).rank, 0);
    for (int i = 0; i < n; i++) {
        int most = i % (AD_MAX_RANK + 1);
        ad_shape s = gp_draw_shape(&c, most, size, 3);

        assert_true(s.rank >= 0 && s.rank <= most);
        ranks[s.rank]++;
        for (int k = 0; k < s.rank; k++) {
            assert_true(s.dim[k] == 1 || s.dim[k] == 2 || s.dim[k] == 0 || s.dim[k] == 3);
            ones += s.dim[k] == 1, zeros += s.dim[k] == 0;
        }
    }
    for (int r = 0; r <= AD_MAX_RANK; r++)
        CHECK(ranks[r] > n / 100, "%d of rank %d", ranks[r], r);
    assert_true(ones > n / 20 && zeros > n / 20);
}

static void narrower_shapes_broadcast(void **state)
{
    gp_choices c = seeded(1), end = none();
    int shorter = 0, ones = 0, alike = 0;

    (void)state;
    assert_true(ad_same_shape(gp_draw_narrower(&end, (ad_shape){ 2, { 3, 4 } }), (ad_shape){ 2, { 3, 4 } }));
    for (int i = 0; i < effort(2000); i++) {
        ad_shape s = draw_shape(4), x = gp_draw_narrower(&c, s), y;

        assert_true(ad_broadcast(x, s, &y) && ad_same_shape(y, s));
        shorter += x.rank < s.rank, alike += ad_same_shape(x, s);
        for (int k = 0; k < x.rank; k++)
            ones += x.dim[k] == 1 && s.dim[k + s.rank - x.rank] != 1;
    }
    assert_true(shorter > 200 && ones > 200 && alike > 100);
}

static bool is_whole(double x) { return x == floor(x); }

static void check_attr(const ad_op *op, const ad_attr *a)
{
    const ad_attr_def *def = op->attr;

    while (def->name && strcmp(def->name, a->name) != 0)
        def++;
    CHECK(def->name, "%s has no attribute %s", op->name, a->name);
    assert_true(a->n >= 1 && a->n <= (def->kind == AD_LIST ? GP_LIST : 1));
    for (int i = 0; i < a->n; i++) {
        CHECK(!isnan(a->value[i]) && (def->kind == AD_REAL || is_whole(a->value[i])), "%s %s: %g", op->name, a->name, a->value[i]);
        CHECK(def->kind != AD_FLAG || a->value[i] == 0 || a->value[i] == 1, "%s %s: %g", op->name, a->name, a->value[i]);
    }
}

/* Those that are required always, the others now and then, each once, in numbers of their kind. */
static void attributes(void **state)
{
    (void)state;
    for (int o = 0; ad_ops[o]; o++) {
        const ad_op *op = ad_ops[o];
        gp_choices c = seeded((uint64_t)o);
        int with = 0, without = 0, most = 0, required = 0;

        for (; op->attr[most].name; most++)
            required += op->attr[most].required;
        for (int i = 0; i < effort(40); i++) {
            double number[AD_MAX_ATTRS][GP_LIST];
            ad_attr attr[AD_MAX_ATTRS];
            int n = gp_draw_attrs(&c, op, attr, number), needed = 0;

            assert_true(n >= required && n <= most);
            with += n > required, without += n == required;
            for (int a = 0; a < n; a++) {
                check_attr(op, &attr[a]);
                for (int b = 0; b < a; b++)
                    assert_string_not_equal(attr[a].name, attr[b].name);
                for (int k = 0; k < most; k++)
                    needed += op->attr[k].required && strcmp(attr[a].name, op->attr[k].name) == 0;
            }
            assert_int_equal(needed, required);
        }
        CHECK(without > 0 && (with > 0 || most == required), "%s: %d with, %d without", op->name, with, without);
    }
}

RUN(TEST(numbers), TEST(numbers_can_be_written), TEST(corners), TEST(shapes), TEST(narrower_shapes_broadcast), TEST(attributes))
