extension Platform {
    /// What a machine of this platform can run, the best first, as containerd ranks it.
    public var runnable: [Platform] {
        let own = normalized
        func variants(_ architecture: String, from highest: Int, to lowest: Int) -> [Platform] {
            stride(from: highest, through: lowest, by: -1).map {
                Platform(architecture: architecture, os: own.os, variant: "v\($0)").normalized
            }
        }
        let level = own.variant.flatMap { Int($0.dropFirst()) }
        switch own.architecture {
        case "amd64":
            return variants("amd64", from: level ?? 1, to: 1) + [Platform(architecture: "386", os: own.os)]
        case "arm":
            return variants("arm", from: level ?? 7, to: 5)
        case "arm64":
            return (level == nil || level == 8 ? [] : [own]) + [Platform(architecture: "arm64", os: own.os)]
                + variants("arm", from: 8, to: 5)
        default:
            return own.variant == nil ? [own] : [own, Platform(architecture: own.architecture, os: own.os)]
        }
    }

    /// How well a machine of this platform runs an image for the other: 0 is best, nil is not at all.
    public func rank(of image: Platform) -> Int? {
        let image = image.normalized
        return runnable.firstIndex { candidate in
            candidate.os == image.os && candidate.architecture == image.architecture
                && candidate.variant == image.variant
        }
    }

    /// Whether a machine of this platform runs an image for the other.
    public func runs(_ image: Platform) -> Bool { rank(of: image) != nil }
}

extension ImageIndex {
    /// The manifest that fits a platform best; of equals the first. Attestations are no images.
    ///
    /// One that names no platform is taken only when the index holds nothing else.
    public func manifest(for platform: Platform) -> ContentDescriptor? {
        let images = manifests.filter { !$0.isAttestation }
        var best: (rank: Int, descriptor: ContentDescriptor)?
        for image in images {
            guard let rank = image.platform.flatMap({ platform.rank(of: $0) }) else { continue }
            if best.map({ rank < $0.rank }) ?? true { best = (rank, image) }
        }
        if let best { return best.descriptor }
        return images.count == 1 && images[0].platform == nil ? images[0] : nil
    }

    /// The platforms that there are images for.
    public var platforms: [Platform] { manifests.filter { !$0.isAttestation }.compactMap { $0.platform } }
}

extension ContentDescriptor {
    /// Whether it says how an image was built instead of being one (buildkit).
    public var isAttestation: Bool {
        annotations?["vnd.docker.reference.type"] == "attestation-manifest"
            || platform?.os == "unknown" && platform?.architecture == "unknown"
    }
}
