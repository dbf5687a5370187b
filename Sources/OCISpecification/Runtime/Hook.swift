public import JSONText

/// A program that is run with the state of the container on its standard input.
public struct Hook: JSONDirect, Hashable, Sendable {
    /// Absolute.
    public var path: String
    /// With the name of the program first, as for execv(3).
    public var args: [String]?
    public var env: [String]?
    /// Seconds, more than 0.
    public var timeout: Int?

    public init(path: String, args: [String]? = nil, env: [String]? = nil, timeout: Int? = nil) {
        self.path = path
        self.args = args
        self.env = env
        self.timeout = timeout
    }
}

extension Hook {
    public init(reading json: inout JSONReader) throws(JSONError) {
        path = try json.required("path")
        args = try json.optional("args")
        env = try json.optional("env")
        timeout = try json.optional("timeout")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("path", path)
        try json.add("args", args)
        try json.add("env", env)
        try json.add("timeout", timeout)
    }
}
