/* accuracy.h - how far an op's value and partial derivatives are from the truth, in ulps, over a fixed sample of arguments.
 *
 * Every number is compared with the middle of a ball whose radius is less than a hundredth of its ulp, by precision enough:
 * scalar ops at the arguments of sample.h, the others on small tensors of moderate random numbers.  An infinite answer counts
 * as 2^1024, a NaN as infinitely wrong.  At kinks partials are not compared; where no truth exists nothing is. */
#ifndef GP_ACCURACY_H
#define GP_ACCURACY_H

#include "fit.h"
#include "oracle.h"
#include "sample.h"

/* Parts of the line by magnitude: -GP_BANDS for the largest negative ones up to GP_BANDS; 0 is zero itself. */
enum { GP_BANDS = 8 };

int gp_band(double x);
const char *gp_band_name(int band);             /* "[2, 32)" */

/* What required attributes of scalar ops are, as far as the op takes it. */
enum { GP_GIVEN_VALUES = 17 };
extern const double gp_given[GP_GIVEN_VALUES];

/* Largest magnitudes of the numbers in tensors. */
enum { GP_DRAW_SIZES = 3 };
extern const double gp_draw_size[GP_DRAW_SIZES];

/* Of one kind of number: how many were compared, the largest error, and the operands where that was. */
typedef struct {
    long compared;
    long lossy;                 /* off by more than a thousandth of a truth that is a normal number */
    double ulps;                /* may be infinite */
    double got, expected;
    double at[GP_MOST_SAMPLED]; /* scalar ops; else the number of the draw, and the element of the result */
    double given;               /* what its required attributes were; NaN: it has none */
} gp_worst;

/* Of all arguments, or of one region. */
typedef struct {
    int band[GP_MOST_SAMPLED];  /* of each operand; of tensors band[0] says which size their numbers have */
    long points;                /* arguments tried */
    long kinks;                 /* of these, where a partial was not compared, since it depends on the side */
    long without;               /* of these, where some number was not, since no truth exists, or it is not settled, or beyond
                                   all exponents */
    gp_worst value, partial[GP_MOST_OPERANDS];
} gp_region;

typedef struct {
    const ad_op *op;
    bool scalar;
    int operands;               /* 0: nothing was found that the op takes */
    gp_region whole;
    gp_region *region;          /* if they were asked for, in the order of the bands */
    int regions, region_cap;
} gp_accuracy;

/* Working memory; a zeroed one is ready. */
typedef struct {
    gp_case k;
    gp_lowered l;
    gp_balls balls;
    gp_sample sample[GP_MOST_SAMPLED];
    double *val, *bar;
    int val_cap, bar_cap;
} gp_meter;

/* Measure OP; with REGIONS each region apart as well.  GP_REFUSED: OP has no spec and is no primitive, or no operands were found
 * that it takes; GP_INTERNAL: out of memory.  m->l.error says which, and nothing is measured. */
gp_status gp_measure(gp_meter *m, const ad_op *op, bool regions, gp_accuracy *a);

/* Region R's largest error of any partial; NULL: none was compared. */
const gp_worst *gp_worst_partial(const gp_accuracy *a, const gp_region *r);

/* And of any number, value or partial. */
const gp_worst *gp_worst_number(const gp_accuracy *a, const gp_region *r);

/* Make K the case of draw D of OP, which is none of scalars, with element E of the result as the output to differentiate.  As
 * gp_fit. */
gp_status gp_draw_case(gp_case *k, const ad_op *op, int d, int e);

void gp_meter_free(gp_meter *m);
void gp_accuracy_free(gp_accuracy *a);

#endif
