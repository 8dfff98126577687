/* t-shape.c - sizes, broadcasting and the walk over rows against one index at a time. */
#include "test.h"
#include <limits.h>

static void count_is_the_product(void **state)
{
    (void)state;
    assert_int_equal(ad_count(ad_scalar()), 1);
    assert_int_equal(ad_count((ad_shape){ 1, { 0 } }), 0);
    assert_int_equal(ad_count((ad_shape){ 1, { 1 } }), 1);
    assert_int_equal(ad_count((ad_shape){ 4, { 2, 3, 4, 5 } }), 120);
    assert_int_equal(ad_count((ad_shape){ 2, { 0, 5 } }), 0);
}

static void count_knows_the_limit(void **state)
{
    const int root = (int)sqrt(AD_MAX_SIZE);

    (void)state;
    assert_int_equal(ad_count((ad_shape){ 1, { AD_MAX_SIZE } }), AD_MAX_SIZE);
    assert_int_equal(ad_count((ad_shape){ 2, { root, root } }), root * root);
    assert_int_equal(ad_count((ad_shape){ 2, { root + 1, root + 1 } }), -1);
    assert_int_equal(ad_count((ad_shape){ 2, { AD_MAX_SIZE, 2 } }), -1);
    assert_int_equal(ad_count((ad_shape){ 4, { 65536, 65536, 65536, 65536 } }), -1);
    assert_int_equal(ad_count((ad_shape){ 1, { -1 } }), -1);
    assert_int_equal(ad_count((ad_shape){ 2, { 0, -1 } }), -1);
    assert_int_equal(ad_count((ad_shape){ 2, { 0, AD_MAX_SIZE } }), 0);
    /* Strides of an empty shape are made of its other sizes. */
    assert_int_equal(ad_count((ad_shape){ 3, { 0, AD_MAX_SIZE, 2 } }), -1);
}

static void axes_count_from_both_ends(void **state)
{
    (void)state;
    for (int rank = 0; rank <= AD_MAX_RANK; rank++) {
        for (int k = 0; k < rank; k++) {
            assert_int_equal(ad_axis(k, rank), k);
            assert_int_equal(ad_axis(k - rank, rank), k);
        }
        assert_int_equal(ad_axis(rank, rank), -1);
        assert_int_equal(ad_axis(-rank - 1, rank), -1);
        assert_int_equal(ad_axis(NAN, rank), -1);
        assert_int_equal(ad_axis(INFINITY, rank), -1);
    }
}

static void same_looks_at_used_axes_only(void **state)
{
    (void)state;
    assert_true(ad_same_shape((ad_shape){ 1, { 3, 7 } }, (ad_shape){ 1, { 3, 8 } }));
    assert_false(ad_same_shape((ad_shape){ 1, { 3 } }, (ad_shape){ 1, { 4 } }));
    assert_false(ad_same_shape((ad_shape){ 1, { 1 } }, ad_scalar()));
}

static void printed_shapes_fit(void **state)
{
    char text[64];

    (void)state;
    assert_string_equal(ad_print_shape(ad_scalar(), text), "[]");
    assert_string_equal(ad_print_shape((ad_shape){ 2, { 2, 3 } }, text), "[2,3]");
    assert_string_equal(ad_print_shape((ad_shape){ 4, { INT_MIN, INT_MIN, INT_MIN, INT_MIN } }, text),
                        "[-2147483648,-2147483648,-2147483648,-2147483648]");
}

/* Axis K from the end, 1 where there is none. */
static int from_end(ad_shape s, int k)
{
    return k < s.rank ? s.dim[s.rank - 1 - k] : 1;
}

static bool dumb_broadcast(ad_shape a, ad_shape b, ad_shape *y)
{
    y->rank = a.rank > b.rank ? a.rank : b.rank;
    for (int k = 0; k < y->rank; k++) {
        int p = from_end(a, k), q = from_end(b, k);

        if (p == q || q == 1)
            y->dim[y->rank - 1 - k] = p;
        else if (p == 1)
            y->dim[y->rank - 1 - k] = q;
        else
            return false;
    }
    return true;
}

static void broadcasting_is_that_of_numpy(void **state)
{
    int agreed = 0;

    (void)state;
    for (int i = effort(20000); i-- > 0;) {
        ad_shape a = draw_shape(3), b = draw_shape(3), y = { 0 }, want = { 0 };
        bool fits = ad_broadcast(a, b, &y);

        assert_int_equal(fits, dumb_broadcast(a, b, &want));
        assert_true(!fits || ad_same_shape(y, want));
        agreed += fits;
        /* The result may be one of the operands' own places. */
        assert_int_equal(ad_broadcast(a, b, &a), fits);
        assert_true(!fits || ad_same_shape(a, want));
    }
    assert_true(agreed > 1000);
}

/* A shape that broadcasts to Y: axes dropped in front, others set to 1. */
static ad_shape draw_under(ad_shape y)
{
    ad_shape x = { .rank = draw(y.rank + 1) };

    for (int k = 0; k < x.rank; k++)
        x.dim[k] = draw(3) ? y.dim[y.rank - x.rank + k] : 1;
    return x;
}

static void rows_visit_each_element_once(void **state)
{
    (void)state;
    for (int i = effort(20000); i-- > 0;) {
        ad_shape y = draw_shape(3), x[AD_MAX_POINT];
        int n = 1 + draw(AD_MAX_POINT), e = 0;
        ad_rows r;

        for (int k = 0; k < n; k++)
            x[k] = draw_under(y);
        for (ad_rows_begin(&r, y, n, x); ad_rows_next(&r);) {
            assert_int_equal(r.y, e);
            for (int j = 0; j < r.n; j++, e++) {
                for (int k = 0; k < n; k++) {
                    assert_int_equal(r.at[k] + j * r.step[k], element_under(x[k], y, e));
                    assert_true(!r.dense || r.step[k] == 1);
                }
            }
        }
        assert_int_equal(e, ad_count(y));
        assert_false(ad_rows_next(&r));
        /* Operands of the result's own shape are one dense row. */
        for (int k = 0; k < n; k++)
            x[k] = y;
        ad_rows_begin(&r, y, n, x);
        assert_true(ad_count(y) == 0 || (r.dense && r.n == ad_count(y)));
    }
}

RUN(TEST(count_is_the_product), TEST(count_knows_the_limit), TEST(axes_count_from_both_ends),
    TEST(same_looks_at_used_axes_only), TEST(printed_shapes_fit),
    TEST(broadcasting_is_that_of_numpy), TEST(rows_visit_each_element_once))
