/* counters.c - see counters.h.
 *
 * libFuzzer takes a byte of the section below for a counter of its own: one that was 0 in all inputs so far makes the input
 * worth keeping.  What meets here by its hash is told apart no more, which costs nothing but attention. */
#include "counters.h"
#include "op.h"
#include <math.h>
#include <string.h>

enum { COUNTERS = 1 << 16, OPS = 1 << 10 };

__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t counter[COUNTERS];

static bool met[OPS][OPS];

static void count(uint64_t key)
{
    uint8_t *c = &counter[key * 0x9e3779b97f4a7c15u >> 48];

    *c = (uint8_t)(*c + (*c < UINT8_MAX));
}

/* Negative, zero, positive; tiny and huge; no number. */
static unsigned class_of(double x)
{
    const double tiny = 0x1p-20, huge = 0x1p20;

    if (isnan(x))
        return 0;
    if (x == 0)
        return 1;
    return (fabs(x) < tiny ? 2u : fabs(x) < huge ? 3u : isinf(x) ? 4u : 5u) + (x < 0 ? 4u : 0u);
}

/* Sign and exponent. */
static unsigned binade_of(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return (unsigned)(bits >> 52);
}

/* 0 for inputs and constants. */
static unsigned place(const ad_op *op)
{
    unsigned p = 1;

    if (!op || op == &ad_constant)
        return 0;
    while (ad_ops[p - 1] != op)
        p++;
    return p;
}

bool gp_have_met(const ad_op *op, const ad_op *under)
{
    return met[place(op) % OPS][place(under) % OPS];
}

void gp_count_case(const gp_case *k, const double *val)
{
    for (int i = 0; i < k->g.len; i++) {
        const ad_node *n = &k->g.node[i];
        const int *arg = ad_args(&k->g, n);
        uint64_t op = place(n->op);

        for (int a = 0; a < n->args; a++) {
            const ad_node *x = &k->g.node[arg[a]];
            uint64_t under = place(x->op);

            met[op % OPS][under % OPS] = true;
            if (ad_numbers(&k->g, arg[a]) == 0)
                continue;
            count((op << 16 | under) << 16 | class_of(val[x->at]));
            count(1ull << 60 | op << 16 | binade_of(val[x->at]));
        }
    }
}
