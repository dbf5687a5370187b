internal import CLinux

/// How a process ended that is not our child, as its descriptor tells (`PIDFD_GET_INFO`, kernel 6.15); the descriptor has to
/// be older than the end. Nil while it runs, and where the kernel does not tell.
public func exitStatus(of process: borrowing Descriptor) -> CInt? {
    let status = apus_pidfd_exit(process.number)
    guard status >= 0 else { return nil }
    // wait(2): the signal in the low seven bits, else the code in the next byte
    let signal = CInt(status & 0x7f)
    return signal == 0 ? CInt(status >> 8 & 0xff) : 128 + signal
}
