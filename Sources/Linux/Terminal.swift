internal import CLinux
internal import Glibc

/// Rows and columns of a terminal.
public struct WindowSize: Hashable, Sendable {
    public var rows: UInt16
    public var columns: UInt16
    public init(rows: UInt16, columns: UInt16) {
        self.rows = rows
        self.columns = columns
    }

    /// Reads `ROWSxCOLUMNS`.
    public init?(parsing text: String) {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let rows = UInt16(parts[0]), let columns = UInt16(parts[1]) else { return nil }
        self.init(rows: rows, columns: columns)
    }
}

/// The modes of a terminal, kept to put them back.
public struct TerminalMode: Sendable {
    private let raw: termios

    public init(of terminal: borrowing Descriptor) throws(SystemCallError) { try self.init(of: terminal.number) }
    public init(of number: CInt) throws(SystemCallError) {
        var raw = termios()
        try check("tcgetattr", "descriptor \(number)") { unsafe apus_terminal_mode(number, &raw) }
        self.raw = raw
    }

    public func restore(on number: CInt) throws(SystemCallError) {
        var raw = self.raw
        try check("tcsetattr", "descriptor \(number)") { unsafe apus_set_terminal_mode(number, &raw) }
    }

    /// Shows nothing of what is typed, as for passwords.
    public func hideInput(on number: CInt) throws(SystemCallError) {
        var raw = self.raw
        raw.c_lflag &= ~tcflag_t(ECHO)
        try check("tcsetattr", "descriptor \(number)") { unsafe apus_set_terminal_mode(number, &raw) }
    }

    /// Passes every byte through as it is typed; `keepingOutput` leaves the handling of line ends on.
    public func makeRaw(on number: CInt, keepingOutput: Bool = false) throws(SystemCallError) {
        var raw = self.raw
        try check("tcsetattr", "descriptor \(number)") { unsafe apus_set_raw(number, &raw, keepingOutput ? 1 : 0) }
    }
}

/// Pseudo-terminals (`pts(4)`) and what terminals are asked.
public enum Terminal {
    public static func isTerminal(_ number: CInt) -> Bool { apus_is_terminal(number) == 1 }

    /// The master side of a new pseudo-terminal, from the devpts that has `ptmx` below `directory`.
    public static func openMaster(
        _ path: some PathBytes = "/dev/ptmx", at directory: CInt = currentDirectory
    ) throws(SystemCallError) -> Descriptor {
        let master = try open(path, [.readWrite, .noControllingTerminal], at: directory)
        let number = master.number
        try check("ioctl", "TIOCSPTLCK") { apus_unlock_terminal(number) }
        return master
    }

    /// The number of a master's other end below its devpts.
    public static func number(of master: borrowing Descriptor) throws(SystemCallError) -> Int {
        let number = master.number
        return Int(try check("ioctl", "TIOCGPTN") { apus_terminal_number(number) })
    }

    /// The other end of a master, opened without a path (kernel 4.13).
    public static func openPeer(of master: borrowing Descriptor) throws(SystemCallError) -> Descriptor {
        let number = master.number
        return Descriptor(
            owning: try check("ioctl", "TIOCGPTPEER") { apus_open_peer(number, O_RDWR | O_NOCTTY | O_CLOEXEC) })
    }

    /// Makes it the terminal of this session, whose leader the caller has to be.
    public static func setControlling(_ number: CInt) throws(SystemCallError) {
        try check("ioctl", "TIOCSCTTY") { apus_set_controlling_terminal(number) }
    }

    public static func setSize(_ size: WindowSize, of number: CInt) throws(SystemCallError) {
        try check("ioctl", "TIOCSWINSZ") { apus_set_window_size(number, UInt32(size.rows), UInt32(size.columns)) }
    }

    public static func size(of number: CInt) throws(SystemCallError) -> WindowSize {
        let packed = try check("ioctl", "TIOCGWINSZ") { apus_window_size(number) }
        return WindowSize(rows: UInt16(packed >> 16), columns: UInt16(packed & 0xffff))
    }

    /// Line feeds pass as they are, without a carriage return before them.
    public static func clearNewlineTranslation(_ number: CInt) throws(SystemCallError) {
        try check("tcsetattr", "descriptor \(number)") { apus_clear_onlcr(number) }
    }
}
