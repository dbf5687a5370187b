public import JSONText

/// How it is found out whether a container is well (docker). Times are nanoseconds; 0 stands for the default.
public struct HealthConfiguration: JSONDirect, Hashable, Sendable {
    /// `NONE`; or `CMD` and a program with arguments; or `CMD-SHELL` and a line for the shell.
    public var Test: [String]?
    public var Interval: Int64?
    public var Timeout: Int64?
    public var StartPeriod: Int64?
    public var StartInterval: Int64?
    public var Retries: Int?

    public init(
        Test: [String]? = nil, Interval: Int64? = nil, Timeout: Int64? = nil, StartPeriod: Int64? = nil,
        StartInterval: Int64? = nil, Retries: Int? = nil
    ) {
        self.Test = Test
        self.Interval = Interval
        self.Timeout = Timeout
        self.StartPeriod = StartPeriod
        self.StartInterval = StartInterval
        self.Retries = Retries
    }
}

extension HealthConfiguration {
    public init(reading json: inout JSONReader) throws(JSONError) {
        Test = try json.optional("Test")
        Interval = try json.optional("Interval")
        Timeout = try json.optional("Timeout")
        StartPeriod = try json.optional("StartPeriod")
        StartInterval = try json.optional("StartInterval")
        Retries = try json.optional("Retries")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("Test", Test)
        try json.add("Interval", Interval)
        try json.add("Timeout", Timeout)
        try json.add("StartPeriod", StartPeriod)
        try json.add("StartInterval", StartInterval)
        try json.add("Retries", Retries)
    }
}
