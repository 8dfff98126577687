/* interrupt.h - Ctrl-C: the first one ends a run with what it has found, a second one ends the program. */
#ifndef GP_INTERRUPT_H
#define GP_INTERRUPT_H

#include "sandbox.h"

extern gp_stop gp_interrupted;

void gp_heed_interrupts(void);

#endif
