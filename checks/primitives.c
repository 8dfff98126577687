/* primitives.c - the table of rows, which the files primitives-*.c fill; see primitives.h. */
#include "primitives-rows.h"

static const gp_primitive *const tables[] = {
    gp_arithmetic_rows, gp_choice_rows, gp_exponential_rows, gp_hyperbolic_rows, gp_power_rows, gp_special_rows,
    gp_trigonometric_rows,
};

void gp_leave_range(arb_ptr y)
{
    const slong least = -(WORD(1) << 60);
    mag_t most;

    if (!arb_is_finite(y))
        return;
    mag_init(most);
    arb_get_mag(most, y);
    if (mag_cmp_2exp_si(most, -least) > 0)
        arb_indeterminate(y);
    else {
        if (arf_cmpabs_2exp_si(arb_midref(y), least) < 0)
            arb_zero(y);
        else
            mag_zero(arb_radref(y));
        arb_add_error_2exp_si(y, least);
    }
    mag_clear(most);
}

const gp_primitive *gp_primitive_of(const ad_op *op)
{
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        for (const gp_primitive *row = tables[t]; row->op; row++)
            if (row->op == op)
                return row;
    return NULL;
}
