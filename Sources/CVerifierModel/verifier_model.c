#include "verifier_model.h"

// Every clang that builds Swift 6.3 knows #embed; that it is newer than the C mode is no news worth a warning.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char bytes[] = {
#embed "verifier.bin"
};
#pragma clang diagnostic pop

const void *verifier_model_bytes(void) { return bytes; }

size_t verifier_model_length(void) { return sizeof(bytes); }
