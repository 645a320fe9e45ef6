#ifndef VERIFIER_MODEL_H
#define VERIFIER_MODEL_H

#include <stddef.h>

// The trained verifier of semantic cache hits, part of the program so that it is one file.
const void *verifier_model_bytes(void);
size_t verifier_model_length(void);

#endif
