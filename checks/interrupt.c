/* interrupt.c - Ctrl-C; see interrupt.h. */
#include "interrupt.h"

gp_stop gp_interrupted;

static void on_interrupt(int signal)
{
    (void)signal;
    gp_interrupted = 1;
}

void gp_heed_interrupts(void)
{
    struct sigaction heed = { .sa_handler = on_interrupt, .sa_flags = (int)SA_RESETHAND };

    sigemptyset(&heed.sa_mask);
    sigaction(SIGINT, &heed, NULL);
    sigaction(SIGTERM, &heed, NULL);
}
