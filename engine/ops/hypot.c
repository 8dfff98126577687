/* hypot.c - length of the vector (x0, x1), without overflow and underflow of the squares.
 *
 * At (0, 0), where the slopes are not unique, they are 0, the shortest choice, consistent with abs; PyTorch has
 * NaN there.  The slopes are right even where the value overflows.  With an infinite operand they are NaN, and the value
 * is inf even if the other operand is NaN, as in C. */
#include "elementwise.h"

static double point(const double *x)
{
    return hypot(x[0], x[1]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    double most = fmax(fabs(x[0]), fabs(x[1])), a = x[0] / most, b = x[1] / most;

    if (x[0] == 0 && x[1] == 0)         /* most is 0 for 0 and NaN too */
        dx[0] = dx[1] = 0;
    else
        dx[0] = a / hypot(a, b), dx[1] = b / hypot(a, b);
}

AD_LOOPS(2, point(x), slope(x, y, dx))

const ad_op ad_op_hypot = {
    AD_ELEMENTWISE(2),
    .name = "hypot", .formula = "(x0^2 + x1^2)^(1/2)",
    .domain = "all, partials but for (0, 0)",
    .gives = { 0, INFINITY },
};
