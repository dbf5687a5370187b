internal import CLinux

/// Puts a program that decides about devices on a control group of version 2 (`bpf(2)`), in place of those that
/// were on it. An instruction is a `struct bpf_insn` read as one little-endian number.
public func attachDeviceProgram(
    _ instructions: [UInt64], to group: borrowing Descriptor, replacing: Bool
) throws(SystemCallError) {
    let program = Descriptor(
        owning: try unsafe instructions.withUnsafeBufferPointer { (bytes) throws(SystemCallError) in
            try check("bpf", "device program of \(instructions.count) instructions") {
                unsafe apus_bpf_load_device_program(bytes.baseAddress, UInt32(instructions.count))
            }
        })
    let several: UInt32 = 2
    let replace: UInt32 = 4
    let cgroup = group.number
    let number = program.number
    let old = replacing ? try devicePrograms(of: cgroup) : []
    if old.count == 1 {
        let before = Descriptor(
            owning: try check("bpf", "device program \(old[0])") { apus_bpf_program_by_id(old[0]) })
        let result = apus_bpf_attach_device(cgroup, number, several | replace, before.number)
        if result >= 0 { return }
        // A kernel before 5.6 knows no replacing: attach, then detach the old one.
    }
    try check("bpf", "attach a device program") { apus_bpf_attach_device(cgroup, number, several, 0) }
    for id in old {
        let before = Descriptor(owning: try check("bpf", "device program \(id)") { apus_bpf_program_by_id(id) })
        try check("bpf", "detach device program \(id)") { apus_bpf_detach_device(cgroup, before.number) }
    }
}

/// The ids of the device programs on a control group of version 2.
public func devicePrograms(of group: CInt) throws(SystemCallError) -> [UInt32] {
    try unsafe [UInt32](unsafeUninitializedCapacity: 64) { (buffer, filled) throws(SystemCallError) in
        filled = Int(
            try check("bpf", "query device programs") {
                unsafe apus_bpf_query_devices(group, buffer.baseAddress, 64)
            })
    }
}
