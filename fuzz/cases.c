/* cases.c - see cases.h. */
#include "cases.h"
#include "counters.h"
#include "draw.h"
#include "failing-case.h"
#include "splitmix.h"
#include "text.h"
#include "trial.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Small: what a fuzzer needs are many cases.  Two ops meet in a small graph as well as in a large one. */
static const gp_limits small = { .nodes = 10, .inputs = 3, .rank = AD_MAX_RANK, .elements = 60 };

/* Working memory of all that is done with an input, one thing at a time. */
static gp_generator generator;
static gp_trial trial;
static gp_case k;

/* Make k the input's case; the spans of its choices, which start behind *HEAD bytes, go to S. */
static gp_status make(const uint8_t *data, size_t size, gp_spans *s, size_t *head)
{
    gp_reading r = { .limits = small };

    r.limits.precision = gp_find_precision("f64");
    gp_input(&r, data, size);
    if (r.op)
        r.limits.wanted = &r.op, r.limits.n_wanted = 1;
    generator.spans = s;
    *head = r.head;
    return gp_generate(&generator, gp_choices_of(data + r.head, size - r.head), &r.limits, &k, &trial.checker.truth);
}

static void stop(const char *why)
{
    fprintf(stderr, "%s\n", why);
    abort();
}

void gp_try_input(const uint8_t *data, size_t size)
{
    const gp_options o = { .precision = gp_find_precision("f64") };
    size_t head;
    gp_status s = make(data, size, NULL, &head);

    if (s)
        stop(trial.checker.truth.error);
    s = gp_try(&trial, &k, &o, (gp_effort){ .laws = true });
    if (trial.failure.kind != GP_NO_FAILURE || s == GP_FAILED) {
        gp_write_failing_case(stderr, &k, &trial.finding, NULL);
        stop("the case fails");
    }
    if (s > GP_FAILED)
        stop(trial.finding.error);
    if (gp_count_case)
        gp_count_case(&k, trial.checker.val);
}

bool gp_print_input(FILE *file, const uint8_t *data, size_t size)
{
    size_t head;

    return make(data, size, NULL, &head) == GP_OK && gp_text_write(file, &k);
}

/* ---- for the mutator ---- */

static void units(const uint8_t *data, size_t size, gp_spans *s)
{
    int first = s->spans;
    size_t head;

    make(data, size, s, &head);
    for (int i = first; i < s->spans; i++)
        s->span[i].from += head, s->span[i].to += head;
}

/* An op that has not met the op of the node's operand yet, if such is to be had; else any. */
static size_t name(uint64_t random, const gp_span *s, const uint8_t *old, uint8_t word[GP_WORD])
{
    enum { LOOK = 64 };         /* until one is found; in the end most have met */
    const ad_node *node = s->n == AD_NONE ? NULL : &k.g.node[s->n];
    uint64_t stream = random;

    (void)old;
    memcpy(word, &random, sizeof random);
    for (int look = 0; look < LOOK; look++) {
        const ad_op *op = ad_ops[gp_splitmix(&stream) % (uint64_t)ad_ops_count];
        bool met = node && node->args > 0 && gp_have_met && gp_have_met(op, k.g.node[ad_args(&k.g, node)[0]].op);

        if ((!met || look == LOOK - 1) && gp_choose_anew(&generator, op, s->to - s->from, word))
            break;
    }
    return s->to - s->from;
}

/* A special number, one near the old one, or the old one with another sign or in another binade. */
static size_t number(uint64_t random, const gp_span *s, const uint8_t *old, uint8_t word[GP_WORD])
{
    enum { NEAREST = 20 };      /* binary digits that stay, of the 24 that are drawn */
    static const double special[] = { 1, 2, 0.5, 3, 4, 1.5, 0.25, 3.141592653589793, 1.5707963267948966, 2.718281828459045, 6, 7 };
    gp_choices c = gp_choices_of(old, s->to - s->from);
    double x = gp_draw_number(&c, gp_find_precision("f64"));
    int digits = 1 + (int)((random >> 32) % NEAREST);

    switch (random % 4) {
    case 0: x = special[(random >> 8) % (sizeof special / sizeof *special)] * (random & 128 ? -1 : 1); break;
    case 1: x *= 1 + ldexp(random & 128 ? -1 : 1, -digits); break;
    case 2: x = -x; break;
    default: x = ldexp(x, random & 128 ? -1 : 1);
    }
    return gp_undraw_number(x, word);
}

const gp_form gp_case_form = { units, name, number };
