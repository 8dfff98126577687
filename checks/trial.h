/* trial.h - one case tried: judged, and held to the laws; in this process, or in one that may crash or hang. */
#ifndef GP_TRIAL_H
#define GP_TRIAL_H

#include "failure.h"
#include "fast.h"
#include "laws.h"
#include "sandbox.h"

/* Processor time after which a case counts as hanging, if nothing else is said. */
enum { GP_HANG_SECONDS = 10 };
static inline double gp_hang_seconds(double said) { return said > 0 ? said : GP_HANG_SECONDS; }

/* Working memory, and what was found of the last case; a zeroed one is ready. */
typedef struct {
    gp_checker checker;
    gp_lawyer lawyer;
    gp_fast fast;
    gp_finding finding;
    gp_breach breach;           /* of a law; breach.law is GP_LAWS if none is broken */
    const gp_stop *stop;        /* leave off trying apart */
    gp_failure failure;
    char ending[100];           /* how it crashed or hung; "": it did not */
} gp_trial;

/* How thoroughly: LAWS hold it to them; FAST pass without balls what is beyond doubt (fast.h). */
typedef struct { bool laws, fast; } gp_effort;

/* Judge K.  A law that is broken makes the case fail, by the op that blame then finds, or else by the law.  As gp_check. */
gp_status gp_try(gp_trial *t, gp_case *k, const gp_options *o, gp_effort e);

/* The same in a process of its own, and with laws the bits once more in another (GP_LAW_ELSEWHERE), with SECONDS of processor
 * time at most, of which only t->failure and t->ending come back.  False: no process or no memory was to be had, here or
 * there, or *t->stop is set. */
bool gp_try_apart(gp_trial *t, gp_case *k, const gp_options *o, gp_effort e, double seconds);

void gp_trial_free(gp_trial *t);

#endif
