/// A rule about system calls.
package struct LinuxSyscall: Codable, Hashable, Sendable {
    package var names: [String]
    /// Such as `SCMP_ACT_ALLOW`.
    package var action: String
    package var errnoRet: UInt?
    /// All have to match.
    package var args: [LinuxSeccompArgument]?

    package init(names: [String], action: String, errnoRet: UInt? = nil, args: [LinuxSeccompArgument]? = nil) {
        self.names = names
        self.action = action
        self.errnoRet = errnoRet
        self.args = args
    }
}
