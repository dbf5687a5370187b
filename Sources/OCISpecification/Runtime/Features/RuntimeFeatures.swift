/// What a runtime can do, as `features` prints it.
package struct RuntimeFeatures: Codable, Hashable, Sendable {
    package var ociVersionMin: String
    package var ociVersionMax: String
    package var hooks: [String]?
    package var mountOptions: [String]?
    package var linux: LinuxFeatures?
    package var annotations: [String: String]?
    package var potentiallyUnsafeConfigAnnotations: [String]?

    package init(
        ociVersionMin: String, ociVersionMax: String, hooks: [String]? = nil, mountOptions: [String]? = nil,
        linux: LinuxFeatures? = nil, annotations: [String: String]? = nil,
        potentiallyUnsafeConfigAnnotations: [String]? = nil
    ) {
        self.ociVersionMin = ociVersionMin
        self.ociVersionMax = ociVersionMax
        self.hooks = hooks
        self.mountOptions = mountOptions
        self.linux = linux
        self.annotations = annotations
        self.potentiallyUnsafeConfigAnnotations = potentiallyUnsafeConfigAnnotations
    }
}
