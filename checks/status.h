/* status.h - how a step of the harness ended, and the program's exit status for it. */
#ifndef GP_STATUS_H
#define GP_STATUS_H

typedef enum {
    GP_OK = 0,
    GP_FAILED = 1,              /* a verdict: some case fails */
    GP_REFUSED = 2,             /* bad input or usage */
    GP_INTERNAL = 3             /* gradproof's own error, out of memory included */
} gp_status;

#endif
