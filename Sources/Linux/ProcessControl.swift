internal import CLinux
internal import Glibc

/// What a process says about itself (`prctl(2)` and neighbours).
public enum CurrentProcess {
    /// Writes over the last argument that this process was executed with, as process lists show it. A text of another length than
    /// the argument's is not written.
    public static func replaceLastArgument(by text: String) {
        let count = Int(CommandLine.argc)
        guard count > 1, let place = unsafe CommandLine.unsafeArgv[count - 1], unsafe strlen(place) == text.utf8.count else { return }
        for (index, byte) in text.utf8.enumerated() { unsafe place[index] = CChar(bitPattern: byte) }
    }

    public static var identifier: CInt { apus_getpid() }
    public static var parent: CInt { apus_getppid() }

    /// The name in `ps` and `/proc/PID/comm`, at most 15 bytes.
    public static func setName(_ name: StaticString) {
        name.withUTF8Buffer { buffer in
            unsafe buffer.withMemoryRebound(to: CChar.self) { text in
                // Static text ends with a NUL; a name is a courtesy, so its failure is none.
                _ = unsafe apus_set_process_name(text.baseAddress!)
            }
        }
    }

    /// Whether others of the same user may look into this process and its `/proc` links.
    public static func setDumpable(_ on: Bool) throws(SystemCallError) { try control(4, on ? 1 : 0) }
    /// Orphans below this process become its children.
    public static func setSubreaper(_ on: Bool) throws(SystemCallError) { try control(36, on ? 1 : 0) }
    /// The signal sent to this process when its parent dies; 0 is none.
    public static func setParentDeathSignal(_ signal: CInt) throws(SystemCallError) {
        try control(1, UInt(bitPattern: Int(signal)))
    }
    public static func setNoNewPrivileges() throws(SystemCallError) { try control(38, 1) }
    /// Capabilities stay permitted over a change of the user.
    public static func setKeepCapabilities(_ on: Bool) throws(SystemCallError) { try control(8, on ? 1 : 0) }
    public static func setSecureBits(_ bits: UInt) throws(SystemCallError) { try control(28, bits) }

    /// A new session without a terminal, led by this process.
    public static func startSession() throws(SystemCallError) { try check("setsid", "") { apus_setsid() } }

    @discardableResult
    public static func setFileModeMask(_ mask: UInt32) -> UInt32 { apus_umask(mask) }

    public static func setPersonality(_ persona: UInt) throws(SystemCallError) {
        try check("personality", "") { apus_personality(persona) }
    }

    /// Ends at once, without what a library wants done at exit.
    public static func exit(_ status: CInt) -> Never {
        apus_exit(status)
        fatalError("a process returned from _exit")
    }

    static func control(_ option: CInt, _ a: UInt, _ b: UInt = 0) throws(SystemCallError) {
        try check("prctl", "option \(option)") { apus_prctl(option, a, b, 0, 0) }
    }
}

public func setHostName(_ name: String) throws(SystemCallError) {
    try unsafe checkPath("sethostname", name) { unsafe apus_sethostname($0, name.utf8.count) }
}

public func setDomainName(_ name: String) throws(SystemCallError) {
    try unsafe checkPath("setdomainname", name) { unsafe apus_setdomainname($0, name.utf8.count) }
}

/// A new session keyring, so that a container shares no keys with its starter (`keyctl(2)`).
public func joinSessionKeyring(_ name: String) throws(SystemCallError) {
    try unsafe checkPath("keyctl", name) { unsafe apus_join_session_keyring($0) }
}

/// `ioprio_set(2)` for the calling process.
public func setInputOutputPriority(class kind: Int, level: Int) throws(SystemCallError) {
    try check("ioprio_set", "") { apus_ioprio_set(1, 0, CInt(truncatingIfNeeded: kind << 13 | level)) }
}

/// `sched_setattr(2)` for the calling process.
public func setScheduling(
    policy: UInt32, flags: UInt64, nice: Int32, priority: UInt32, runtime: UInt64, deadline: UInt64, period: UInt64
) throws(SystemCallError) {
    try check("sched_setattr", "") { apus_sched_setattr(0, policy, flags, nice, priority, runtime, deadline, period) }
}

/// `sched_setaffinity(2)`: the CPUs as a bit mask, in bytes, lowest first. Process 0 is the caller.
public func setCPUAffinity(_ mask: [UInt8], of process: CInt = 0) throws(SystemCallError) {
    try unsafe mask.withUnsafeBufferPointer { (bytes) throws(SystemCallError) in
        _ = try check("sched_setaffinity", "process \(process)") {
            unsafe apus_sched_setaffinity(process, bytes.baseAddress!, bytes.count)
        }
    }
}
