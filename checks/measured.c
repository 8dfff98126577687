/* measured.c - the largest errors of many ops; see measured.h. */
#include "measured.h"
#include "accuracy.h"
#include <string.h>

enum { SECONDS = 10 };                  /* of processor time, for one op */

typedef struct { int n, from; const ad_op *const *op; } task;
typedef struct { int op; bool over; gp_measured m; } note;

static double largest(const gp_worst *w)
{
    return w && w->compared ? w->ulps : NAN;
}

static gp_status measure(void *context, FILE *out)
{
    const task *t = context;
    gp_meter meter = { 0 };
    gp_accuracy a = { 0 };
    gp_status s = GP_OK;

    for (int i = t->from; i < t->n && s != GP_INTERNAL; i++) {
        note n = { .op = i, .m = gp_unmeasured };

        if (fwrite(&n, sizeof n, 1, out) != 1 || fflush(out) != 0)
            return GP_INTERNAL;
        s = gp_measure(&meter, t->op[i], false, &a);
        if (s == GP_OK)
            n.m = (gp_measured){ largest(&a.whole.value), largest(gp_worst_partial(&a, &a.whole)), false };
        n.over = true;
        if (fwrite(&n, sizeof n, 1, out) != 1)
            return GP_INTERNAL;
    }
    gp_meter_free(&meter);
    gp_accuracy_free(&a);
    flint_cleanup();
    return s == GP_INTERNAL ? s : GP_OK;
}

/* Those after an op that did not come back are measured by another process. */
gp_status gp_measure_ops(int n, const ad_op *const *op, const gp_stop *stop, gp_measured *m)
{
    task t = { .n = n, .op = op };

    for (int i = 0; i < n; i++)
        m[i] = gp_unmeasured;
    while (t.from < n && !gp_is_stopped(stop)) {
        gp_sandboxed s;
        note x = { .op = t.from - 1, .over = true };
        bool ok = gp_sandbox_by_word(measure, &t, SECONDS, stop, &s) == GP_OK;

        for (size_t at = 0; ok && at + sizeof x <= s.length; at += sizeof x) {
            memcpy(&x, s.out + at, sizeof x);
            m[x.op] = x.m;
        }
        ad_realloc(s.out, 0);
        if (!ok || (x.op < t.from && !gp_is_stopped(stop)) || (s.ending == GP_ENDED && s.status == GP_INTERNAL))
            return GP_INTERNAL;
        if (!x.over && !gp_is_stopped(stop))
            m[x.op].lost = true;
        t.from = x.op + 1;
    }
    return GP_OK;
}
