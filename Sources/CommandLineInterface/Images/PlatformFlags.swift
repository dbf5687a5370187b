internal import CommandLineGrammar
internal import ContainerEngine
internal import OCISpecification

/// `--platform`, or its parts one by one.
struct PlatformFlags {
    var platform: String?
    var os: String?
    var architecture: String?
    var variant: String?

    static func rows<Options>(_ path: WritableKeyPath<Options, PlatformFlags>) -> [OptionRow<Options>] {
        [
            .string("platform", "os/arch[/variant]", "The platform of the image") { $0[keyPath: path].platform = $1 }
        ] + partRows(path)
    }

    static func platformRow<Options>(_ path: WritableKeyPath<Options, PlatformFlags>, _ help: String) -> OptionRow<Options> {
        .string("platform", "os/arch[/variant]", help) { $0[keyPath: path].platform = $1 }
    }

    /// One platform or several, with commas or repeated.
    static func listRow<Options>(_ path: WritableKeyPath<Options, [Platform]>, _ help: String) -> OptionRow<Options> {
        .value("platform", "os/arch[/variant]", help) { (options, text) throws(UsageError) in
            for word in text.split(separator: ",") {
                do throws(PlatformError) { options[keyPath: path].append(try Platform(parsing: String(word))) } catch {
                    throw .invalidValue("\(error)")
                }
            }
        }
    }

    static func partRows<Options>(_ path: WritableKeyPath<Options, PlatformFlags>) -> [OptionRow<Options>] {
        [
            .string("os", "os", "The operating system of the image") { $0[keyPath: path].os = $1 },
            .string("arch", "arch", "The architecture of the image") { $0[keyPath: path].architecture = $1 },
            .string("variant", "variant", "The variant of the architecture") { $0[keyPath: path].variant = $1 },
        ]
    }

    /// `--platform`, and skopeo's names of the parts.
    static func overrideRows<Options>(_ path: WritableKeyPath<Options, PlatformFlags>) -> [OptionRow<Options>] {
        [
            .string("platform", "os/arch[/variant]", "The platform of the image") { $0[keyPath: path].platform = $1 },
            .string("override-os", "os", "The operating system of the image") { $0[keyPath: path].os = $1 },
            .string("override-arch", "arch", "The architecture of the image") { $0[keyPath: path].architecture = $1 },
            .string("override-variant", "variant", "The variant of the architecture") { $0[keyPath: path].variant = $1 },
        ]
    }

    /// What was asked for; nil for this machine's.
    func wanted() throws(EngineError) -> Platform? {
        if let platform {
            guard os == nil, architecture == nil else {
                throw EngineError(.invalid, "--platform option can not be specified with --arch or --os")
            }
            var wanted = try Engine.platform(platform)
            if let variant { wanted.variant = variant }
            return wanted
        }
        guard os != nil || architecture != nil || variant != nil else { return nil }
        return Platform(
            architecture: architecture ?? HostPlatform.architecture, os: os ?? "linux",
            variant: variant ?? (architecture == nil ? HostPlatform.variant : nil))
    }
}
