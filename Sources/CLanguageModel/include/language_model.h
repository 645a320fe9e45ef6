#ifndef LANGUAGE_MODEL_H
#define LANGUAGE_MODEL_H

#include <stddef.h>

// The trained language model, part of the program so that it is one file.
const void *language_model_bytes(void);
size_t language_model_length(void);

#endif
