/* gate-judge.h - the reasons for a gate to fail, from what was found and what is demanded.  Internal to gate.c. */
#ifndef GP_GATE_JUDGE_H
#define GP_GATE_JUDGE_H

#include "gate.h"

/* Add them to g->reasons. */
void gp_gate_judge(gp_gate *g);

#endif
