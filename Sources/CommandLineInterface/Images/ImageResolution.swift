internal import ContainerEngine
internal import ImageStorage
internal import OCISpecification
internal import RegistryAccess

/// The image of a container that is to be made, pulled where `--pull` says so.
enum ImageResolution {
    static func resolve(_ request: ContainerRequest, _ flags: RegistryFlags, _ engine: Engine) throws(EngineError) -> ResolvedImage {
        let policy = PullPolicy(rawValue: request.pull) ?? .missing
        let image = try engine.resolveImage(
            request.image, platform: request.platform, policy: policy, choose: ShortNamePrompt.question
        ) { (pull) throws(EngineError) in
            if !request.quiet, policy == .missing {
                Console.complain("Unable to find image '\(request.image)' locally: pulling \(pull.reference)")
            }
            let progress = PullProgress(quiet: request.quiet)
            defer { progress.finish() }
            return try engine.pull(pull, options: try flags.options(engine)) { progress.tell($0) }
        }
        if let other = image.otherPlatform {
            let (found, expected) = (ImageTreeText.oneLine(other.description), image.wanted ?? .host)
            Console.complain("WARNING: image platform (\(found)) does not match the expected platform (\(expected))")
        }
        return image
    }
}
