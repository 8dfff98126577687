/* Any sequence of calls of the engine, right ones and wrong ones, with memory or without: each is refused and changes nothing,
 * or leaves a graph whose invariants hold; walks write all that they are to write; no memory is lost. */
#include "perform.h"

const gp_form *const gp_target_form = &gp_call_form;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gp_choices c = gp_choices_of(data, size);
    subjects s = { 0 };

    memory = (meter){ .allowed = -1 };
    ad_realloc = metered;
    while (c.at < c.length) {
        call k = next_call(&c, NULL);

        perform(&s, &k);
    }
    free_subjects(&s);
    memory.allowed = -1;                /* the mutator comes next */
    return 0;
}
