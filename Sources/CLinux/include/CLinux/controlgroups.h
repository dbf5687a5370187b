#pragma once
// Device programs of control groups: bpf(2). No limit of locked memory is touched: loading does not need it (5.11).
#include "result.h"
#include <linux/bpf.h>
#include <string.h>

// Loads a BPF_PROG_TYPE_CGROUP_DEVICE program of `count` instructions; answers its descriptor, closed on exec.
static inline int apus_bpf_load_device_program(const void *instructions, uint32_t count) {
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.prog_type = 15;
    attributes.insns = (uint64_t)(uintptr_t)instructions;
    attributes.insn_cnt = count;
    attributes.license = (uint64_t)(uintptr_t)"Apache";
    memcpy(attributes.prog_name, "apus_devices", 13);
    return apus_int(syscall(SYS_bpf, 5, &attributes, sizeof attributes));
}
// flags: BPF_F_ALLOW_MULTI 2, with BPF_F_REPLACE 4 (5.6) in place of `replaced`.
static inline int apus_bpf_attach_device(int cgroup, int program, uint32_t flags, int replaced) {
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.target_fd = (uint32_t)cgroup;
    attributes.attach_bpf_fd = (uint32_t)program;
    attributes.attach_type = 6;
    attributes.attach_flags = flags;
    attributes.replace_bpf_fd = flags & 4 ? (uint32_t)replaced : 0;
    return apus_int(syscall(SYS_bpf, 8, &attributes, sizeof attributes));
}
static inline int apus_bpf_detach_device(int cgroup, int program) {
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.target_fd = (uint32_t)cgroup;
    attributes.attach_bpf_fd = (uint32_t)program;
    attributes.attach_type = 6;
    return apus_int(syscall(SYS_bpf, 9, &attributes, sizeof attributes));
}
// The ids of the device programs attached to this very group; answers how many there are.
static inline int apus_bpf_query_devices(int cgroup, uint32_t *ids, uint32_t capacity) {
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.query.target_fd = (uint32_t)cgroup;
    attributes.query.attach_type = 6;
    attributes.query.prog_ids = (uint64_t)(uintptr_t)ids;
    attributes.query.prog_cnt = capacity;
    if (syscall(SYS_bpf, 16, &attributes, sizeof attributes) < 0) return -errno;
    return (int)attributes.query.prog_cnt;
}
static inline int apus_bpf_program_by_id(uint32_t id) {
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.prog_id = id;
    return apus_int(syscall(SYS_bpf, 13, &attributes, sizeof attributes));
}
