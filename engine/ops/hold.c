/* hold.c - passes a value and no derivative (stop_gradient, detach). */
#include "flat.h"

AD_FLAT_LOOPS(x[0])

const ad_op ad_op_hold = {
    AD_ELEMENTWISE(1),
    .name = "hold", .formula = "x, without derivative",
};
