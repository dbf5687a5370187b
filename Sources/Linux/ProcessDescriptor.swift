internal import CLinux
internal import Glibc

/// A descriptor of a process (`pidfd_open(2)`): it never comes to mean another process.
public func openProcess(_ process: CInt) throws(SystemCallError) -> Descriptor {
    Descriptor(owning: try check("pidfd_open", "process \(process)") { apus_pidfd_open(process, 0) })
}

/// Sends a signal to the process behind a pidfd; 0 only asks whether it lives.
public func sendSignal(_ signal: CInt, to process: borrowing Descriptor) throws(SystemCallError) {
    let number = process.number
    try check("pidfd_send_signal", "signal \(signal)") { apus_pidfd_send_signal(number, signal, 0) }
}

/// Sends a signal by process number: only for a child of one's own that has not been waited for, or oneself.
public func sendSignal(_ signal: CInt, toChild process: CInt) throws(SystemCallError) {
    try check("kill", "process \(process)") { apus_kill(process, signal) }
}

/// Takes a copy of a descriptor of another process (`pidfd_getfd(2)`, 5.6).
public func takeDescriptor(_ number: CInt, of process: borrowing Descriptor) throws(SystemCallError) -> Descriptor {
    let handle = process.number
    return Descriptor(owning: try check("pidfd_getfd", "descriptor \(number)") { apus_pidfd_getfd(handle, number) })
}
