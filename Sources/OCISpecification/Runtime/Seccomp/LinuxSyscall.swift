public import JSONText

/// A rule about system calls.
public struct LinuxSyscall: JSONDirect, Hashable, Sendable {
    public var names: [String]
    /// Such as `SCMP_ACT_ALLOW`.
    public var action: String
    public var errnoRet: UInt?
    /// All have to match.
    public var args: [LinuxSeccompArgument]?

    public init(names: [String], action: String, errnoRet: UInt? = nil, args: [LinuxSeccompArgument]? = nil) {
        self.names = names
        self.action = action
        self.errnoRet = errnoRet
        self.args = args
    }
}

extension LinuxSyscall {
    public init(reading json: inout JSONReader) throws(JSONError) {
        names = try json.required("names")
        action = try json.required("action")
        errnoRet = try json.optional("errnoRet")
        args = try json.optional("args")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("names", names)
        try json.add("action", action)
        try json.add("errnoRet", errnoRet)
        try json.add("args", args)
    }
}
