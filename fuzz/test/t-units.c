/* t-units.c - what the mutator is told of calls and of lines of text; and which ops have met. */
#include "../../engine/test/test.h"
#include "choices.h"
#include "../calls.h"
#include "../counters.h"

/* Units follow one another through the whole input; what they are made of lies inside. */
static void check_units(const gp_form *form, const uint8_t *data, size_t size)
{
    gp_spans s = { 0 };
    size_t end = 0;

    form->units(data, size, &s);
    for (int i = 0; i < s.spans; i++) {
        assert_true(s.span[i].from <= s.span[i].to && s.span[i].to <= size);
        if (s.span[i].kind == GP_SPAN_UNIT) {
            assert_int_equal(s.span[i].from, end);
            end = s.span[i].to;
        } else
            assert_true(s.span[i].from >= end);
    }
    assert_int_equal(end, size);
    gp_spans_free(&s);
}

static void units_are_the_whole_input(void **state)
{
    const gp_form *const forms[] = { &gp_call_form, &gp_line_form };

    (void)state;
    for (int i = 0; i < effort(2000); i++) {
        uint8_t data[200];
        size_t size = (size_t)draw(sizeof data + 1);

        for (size_t e = 0; e < size; e++)
            data[e] = (uint8_t)(draw(4) ? " \n=x1.-eabc#"[draw(12)] : draw(256));
        check_units(forms[i % 2], data, size);
    }
}

/* Where a call starts does not depend on what was called before. */
static void calls_stand_alone(void **state)
{
    (void)state;
    for (int i = 0; i < effort(1000); i++) {
        uint8_t data[400];
        gp_choices c = gp_choices_of(data, sizeof data), again;
        call first, second;

        for (size_t e = 0; e < sizeof data; e++)
            data[e] = (uint8_t)draw(256);
        next_call(&c, NULL);
        again = gp_choices_of(data + c.at, sizeof data - c.at);
        first = next_call(&c, NULL), second = next_call(&again, NULL);
        assert_true(first.kind == second.kind && first.op == second.op && first.args == second.args && first.attrs == second.attrs);
        assert_true(first.args <= CALL_ARGS && first.attrs <= AD_MAX_ATTRS);
    }
}

static void words_of_a_line(void **state)
{
    static const char line[] = "ab = powc x exponent=-1.5e-30 # no\n";
    static const struct { gp_span_kind kind; const char *text; } expected[] = {
        { GP_SPAN_NAME, "powc" }, { GP_SPAN_NUMBER, "-1.5e-30" }, { GP_SPAN_UNIT, line },
    };
    gp_spans s = { 0 };

    (void)state;
    gp_line_form.units((const uint8_t *)line, strlen(line), &s);
    assert_int_equal(s.spans, 3);
    for (int i = 0; i < 3; i++) {
        assert_true(s.span[i].kind == expected[i].kind && s.span[i].to - s.span[i].from == strlen(expected[i].text));
        assert_memory_equal(line + s.span[i].from, expected[i].text, strlen(expected[i].text));
    }
    gp_spans_free(&s);
}

/* Operands and their users meet, and no others. */
static void ops_that_have_met(void **state)
{
    gp_case k = { 0 };
    double val[4] = { 2, 0.5, 1, 2 };
    int x, y;

    (void)state;
    gp_case_reset(&k);
    x = gp_var(&k, ad_scalar(), val);
    y = AD(&k.g, sin, x);
    y = AD(&k.g, mul, y, ad_number(&k.g, 0.5));
    assert_true(gp_output(&k, y, NULL));
    assert_false(gp_have_met(&ad_op_mul, &ad_op_sin));
    gp_count_case(&k, val);
    assert_true(gp_have_met(&ad_op_mul, &ad_op_sin) && gp_have_met(&ad_op_sin, NULL) && gp_have_met(&ad_op_mul, &ad_constant));
    assert_false(gp_have_met(&ad_op_sin, &ad_op_mul) || gp_have_met(&ad_op_mul, &ad_op_mul));
    gp_case_free(&k);
}

RUN(TEST(units_are_the_whole_input), TEST(calls_stand_alone), TEST(words_of_a_line), TEST(ops_that_have_met))
