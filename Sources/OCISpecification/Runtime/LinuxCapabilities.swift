/// The capability sets of a process: capabilities(7), names such as `CAP_KILL`.
package struct LinuxCapabilities: Codable, Hashable, Sendable {
    package var bounding: [String]?
    package var effective: [String]?
    package var inheritable: [String]?
    package var permitted: [String]?
    package var ambient: [String]?

    package init(
        bounding: [String]? = nil, effective: [String]? = nil, inheritable: [String]? = nil,
        permitted: [String]? = nil, ambient: [String]? = nil
    ) {
        self.bounding = bounding
        self.effective = effective
        self.inheritable = inheritable
        self.permitted = permitted
        self.ambient = ambient
    }
}
