/// How it is found out whether a container is well (docker). Times are nanoseconds; 0 stands for the default.
package struct HealthConfiguration: Codable, Hashable, Sendable {
    /// `NONE`; or `CMD` and a program with arguments; or `CMD-SHELL` and a line for the shell.
    package var Test: [String]?
    package var Interval: Int64?
    package var Timeout: Int64?
    package var StartPeriod: Int64?
    package var StartInterval: Int64?
    package var Retries: Int?

    package init(
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
