#pragma once
// Nothing to call: the linker makes `apus_entry` the first instruction of the release executable.
