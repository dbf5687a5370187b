/// A program that is run with the state of the container on its standard input.
package struct Hook: Codable, Hashable, Sendable {
    /// Absolute.
    package var path: String
    /// With the name of the program first, as for execv(3).
    package var args: [String]?
    package var env: [String]?
    /// Seconds, more than 0.
    package var timeout: Int?

    package init(path: String, args: [String]? = nil, env: [String]? = nil, timeout: Int? = nil) {
        self.path = path
        self.args = args
        self.env = env
        self.timeout = timeout
    }
}
