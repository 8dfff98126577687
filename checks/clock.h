/* clock.h - the time, for limits and rates only: nothing that is found may depend on it. */
#ifndef GP_CLOCK_H
#define GP_CLOCK_H

/* Seconds since some moment in the past. */
double gp_now(void);

#endif
