/* t-gamma.c - ln |Gamma|, digamma and trigamma: laws, known values, poles. */
#define _DEFAULT_SOURCE                 /* signgam */
#include "test.h"
#include "gamma.h"

static const double pi = 3.141592653589793, u = 0x1p-53;

/* GOT is WANT to a few roundings of numbers up to SIZE. */
static bool close_to(double got, double want, double size)
{
    return near(got, want, 24 * u * (size + fabs(want)));
}

/* By mpmath with 400 digits, at the doubles that the operands are. */
static const struct { double x, psi, psi1; } known[] = {
    { 1, -0.5772156649015329, 1.6449340668482264 }, { 0.5, -1.9635100260214235, 4.934802200544679 }, { 0.25, -4.2274535333762655, 17.19732915450711 },
    { 2, 0.42278433509846713, 0.6449340668482264 }, { 10, 2.251752589066721, 0.10516633568168575 }, { 9.75, 2.225109535044576, 0.10800324333663186 },
    { 100.5, 4.605174352581845, 0.009999916669583104 }, { 10000000000.0, 23.025850929890456, 1.00000000005e-10 }, { 1e+300, 690.7755278982137, 1e-300 },
    { 1e-05, -100000.57719921567, 10000000001.644909 }, { 1e-100, -1e+100, 1e+200 }, { -0.5, 0.03648997397857652, 8.934802200544679 },
    { -2.5, 1.103156640645243, 9.539246644989124 }, { -100.25, 7.754238959208646, 19.729283325349364 }, { -1e-05, 99999.42276788563, 10000000001.644957 },
    { -9999999999.5, 23.025850929940457, 9.869604400989358 },
};

static void known_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        CHECK(close_to(ad_digamma(known[i].x), known[i].psi, 4), "digamma(%g) = %.17g, not %.17g", known[i].x,
              ad_digamma(known[i].x), known[i].psi);
        CHECK(close_to(ad_trigamma(known[i].x), known[i].psi1, 0), "trigamma(%g) = %.17g, not %.17g", known[i].x,
              ad_trigamma(known[i].x), known[i].psi1);
    }
}

/* About its positive zero, which lies between the first two, digamma has all its digits. */
static void digamma_by_its_zero(void **state)
{
    const struct { double x, psi; } all[] = {
        { 1.4616321449683622, -9.241265521729427e-17 }, { 1.4616321449683625, 1.2245374622004068e-16 }, { 1.46163, -2.0756283887224574e-06 },
        { 1.4375, -0.023613544005297898 }, { 1.5, 0.03648997397857652 }, { 1.25, -0.22745353337626542 },
        { 1.1, -0.42375494041107664 }, { 2.75, 0.8189010249754326 }, { 3.1, 0.9615264448703085 },
        { 6.5, 1.792911330399933 }, { 0.9, -0.7549269499470513 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        CHECK(near(ad_digamma(all[i].x), all[i].psi, 8 * u * fabs(all[i].psi)), "digamma(%.17g) = %.17g", all[i].x, ad_digamma(all[i].x));
}

/* Operands that lose nothing when 1 is added, or 1 / 2, or when they are doubled. */
static double draw_coarse(void)
{
    double x = ldexp(draw(1 << 30) - (1 << 29), draw(20) - 40);

    return x == round(x) ? x + 0.25 : x;
}

static void recurrence(void **state)
{
    (void)state;
    for (int n = effort(2000); n-- > 0;) {
        double x = draw_coarse(), inverse = 1 / x;

        CHECK(close_to(ad_digamma(x + 1), ad_digamma(x) + inverse, 4 + fabs(inverse) + fabs(ad_digamma(x))), "digamma at %.17g", x);
        CHECK(close_to(ad_trigamma(x + 1), ad_trigamma(x) - inverse * inverse, ad_trigamma(x)), "trigamma at %.17g", x);
    }
}

/* Between 0 and 1, where the functions use no reflection themselves. */
static void reflection(void **state)
{
    (void)state;
    for (int n = effort(2000); n-- > 0;) {
        double x = ldexp(1 + draw(1 << 30), -31), sum = ad_trigamma(x) + ad_trigamma(1 - x), root = pi / sin(pi * x);

        CHECK(close_to(ad_digamma(1 - x) - ad_digamma(x), pi / tan(pi * x), 8 + sum * x), "digamma at %.17g", x);
        CHECK(close_to(sum, root * root, 0), "trigamma at %.17g", x);
    }
}

static void duplication(void **state)
{
    const double ln_2 = 0.6931471805599453;

    (void)state;
    for (int n = effort(2000); n-- > 0;) {
        double x = fabs(draw_coarse()), a = ad_digamma(x), b = ad_digamma(x + 0.5);

        CHECK(close_to(ad_digamma(2 * x), (a + b) / 2 + ln_2, 4 + fabs(a) + fabs(b)), "digamma at %.17g", x);
        CHECK(close_to(4 * ad_trigamma(2 * x), ad_trigamma(x) + ad_trigamma(x + 0.5), 0), "trigamma at %.17g", x);
    }
}

/* Central differences, between the poles. */
static void each_is_the_slope_of_the_one_before(void **state)
{
    const double h = 1e-5;

    (void)state;
    for (int n = effort(500); n-- > 0;) {
        double x = draw(24) - 16 + draw_real(0.2, 0.8);
        double slope = (ad_lgamma(x + h) - ad_lgamma(x - h)) / (2 * h), second = (ad_digamma(x + h) - ad_digamma(x - h)) / (2 * h);

        CHECK(near(ad_digamma(x), slope, 1e-7), "digamma(%g) = %g, not %g", x, ad_digamma(x), slope);
        CHECK(near(ad_trigamma(x), second, 1e-6), "trigamma(%g) = %g, not %g", x, ad_trigamma(x), second);
    }
}

static void poles_and_infinities(void **state)
{
    (void)state;
    assert_true(ad_digamma(0.0) == -INFINITY && ad_digamma(-0.0) == INFINITY);
    assert_true(isinf(ad_trigamma(0.0)) && isinf(ad_trigamma(-0.0)) && ad_trigamma(-0.0) > 0);
    for (int n = 1; n <= 20; n++) {
        assert_true(isnan(ad_digamma(-n)) && ad_trigamma(-n) == INFINITY && ad_lgamma(-n) == INFINITY);
        assert_true(isnan(ad_digamma(ldexp(-n, 60))));
    }
    assert_true(ad_lgamma(0) == INFINITY && ad_lgamma(-INFINITY) == INFINITY && ad_lgamma(INFINITY) == INFINITY);
    assert_true(ad_digamma(INFINITY) == INFINITY && isnan(ad_digamma(-INFINITY)));
    assert_true(ad_trigamma(INFINITY) == 0 && isnan(ad_trigamma(-INFINITY)));
    assert_true(isnan(ad_lgamma(NAN)) && isnan(ad_digamma(NAN)) && isnan(ad_trigamma(NAN)));
    assert_true(ad_digamma(5e-324) == -INFINITY && ad_digamma(-5e-324) == INFINITY && ad_trigamma(-1e-200) == INFINITY);
}

/* The graph may serve any number of threads. */
static void nothing_global_is_written(void **state)
{
    (void)state;
    signgam = 77;
    assert_true(ad_lgamma(-0.5) > 0 && ad_lgamma(2.5) > 0);
    assert_int_equal(signgam, 77);
}

RUN(TEST(known_values), TEST(digamma_by_its_zero), TEST(recurrence), TEST(reflection), TEST(duplication), TEST(each_is_the_slope_of_the_one_before),
    TEST(poles_and_infinities), TEST(nothing_global_is_written))
