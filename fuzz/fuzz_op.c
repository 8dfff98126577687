/* The same as fuzz_gradient around one op: that of the environment variable GRADPROOF_OP, else of the first byte. */
#include "cases.h"
#include <stdlib.h>

const gp_form *const gp_target_form = &gp_case_form;

static const ad_op *by_name(const char *name)
{
    const ad_op *op = ad_find_op(name);

    if (!op) {
        fprintf(stderr, "GRADPROOF_OP: there is no op %s\n", name);
        exit(GP_REFUSED);
    }
    return op;
}

void gp_input(gp_reading *r, const uint8_t *data, size_t size)
{
    const char *name = getenv("GRADPROOF_OP");

    r->head = size > 0;
    r->op = name && name[0] ? by_name(name) : ad_ops[size ? data[0] % ad_ops_count : 0];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gp_try_input(data, size);
    return 0;
}
