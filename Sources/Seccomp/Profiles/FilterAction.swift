/// What a filter answers, as profiles name it.
enum FilterAction: Hashable {
    case killThread, killProcess, trap, errno, trace, log, notify, allow

    init?(name: String) {
        switch name {
        case "SCMP_ACT_ALLOW": self = .allow
        case "SCMP_ACT_ERRNO": self = .errno
        // As libseccomp has it: KILL is the thread.
        case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD": self = .killThread
        case "SCMP_ACT_KILL_PROCESS": self = .killProcess
        case "SCMP_ACT_TRAP": self = .trap
        case "SCMP_ACT_TRACE": self = .trace
        case "SCMP_ACT_LOG": self = .log
        case "SCMP_ACT_NOTIFY": self = .notify
        default: return nil
        }
    }

    /// Whether the action carries an error number or, for a tracer, a message.
    var takesNumber: Bool { self == .errno || self == .trace }

    /// Whether a call goes on, at once or once a tracer has let it.
    var isPermissive: Bool { self == .allow || self == .log || self == .trace }

    /// `SECCOMP_RET_…` of `linux/seccomp.h`.
    func answer(_ number: UInt32) -> UInt32 {
        switch self {
        case .killThread: 0
        case .killProcess: 0x8000_0000
        case .trap: 0x0003_0000
        case .errno: 0x0005_0000 | (number & 0xffff)
        case .trace: 0x7ff0_0000 | (number & 0xffff)
        case .log: 0x7ffc_0000
        case .notify: 0x7fc0_0000
        case .allow: 0x7fff_0000
        }
    }
}
