/// What a runtime can do beyond mount(8).
package struct MountExtensionFeatures: Codable, Hashable, Sendable {
    package var idmap: FeatureSwitch?

    package init(idmap: FeatureSwitch? = nil) {
        self.idmap = idmap
    }
}
