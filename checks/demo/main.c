/* main.c - demos: runs all of them.  Exit status 1: some gradient could not be proved. */
#include "demo.h"

int main(void)
{
    int failed = 0;

    for (const demo *d = demos; d->name; d++) {
        demo_result r;

        demo_run(d, stdout, &r);
        failed += r.failed;
    }
    flint_cleanup();
    return failed > 0 || fflush(stdout) != 0;
}
