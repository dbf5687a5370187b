internal import CLinux

/// Puts the calling process under a filter of its system calls, for good (`seccomp(2)`).
/// An instruction is a `struct sock_filter` read as one little-endian number. The process needs `no_new_privs` or
/// CAP_SYS_ADMIN, else `EACCES`. With the flag for a listener the descriptor of the listener is answered.
public func loadSystemCallFilter(
    _ instructions: [UInt64], flags: UInt32 = 0
) throws(SystemCallError) -> Descriptor? {
    guard instructions.count <= 4096 else {  // BPF_MAXINSNS
        throw SystemCallError(call: "seccomp", subject: "\(instructions.count) instructions", errno: .invalid)
    }
    let newListener: UInt32 = 8
    let number = try unsafe instructions.withUnsafeBufferPointer { (bytes) throws(SystemCallError) in
        try check("seccomp", "\(instructions.count) instructions") {
            unsafe apus_seccomp_filter(bytes.baseAddress, UInt16(instructions.count), CUnsignedLong(flags))
        }
    }
    return flags & newListener == 0 ? nil : Descriptor(owning: number)
}

/// Whether the kernel knows a flag of filters.
public func knowsFilterFlag(_ flag: UInt32) -> Bool { apus_seccomp_knows(CUnsignedLong(flag)) != 0 }
