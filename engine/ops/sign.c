/* sign.c - -1, 0 or 1, a zero keeping its sign; slope 0 everywhere, at the jump too, as in PyTorch. */
#include "flat.h"

static double point(const double *x)
{
    if (x[0] > 0)
        return 1;
    if (x[0] < 0)
        return -1;
    return x[0];                        /* 0 or NaN */
}

AD_FLAT_LOOPS(point(x))

const ad_op ad_op_sign = {
    AD_ELEMENTWISE(1),
    .name = "sign", .formula = "sign x",
    .gives = { -1, 1 },
};
