internal import CommandLineGrammar
internal import ContainerEngine
internal import OCISpecification
internal import RegistryAccess

/// `apus manifest`: indexes of several platforms, made here and pushed.
enum ManifestCommands {
    static var all: [Command<Globals>] {
        [
            .group(
                "manifest", "Make and push images for several platforms",
                description: "A list names images for several platforms; who pulls or runs it gets the image for the own one.",
                heading: "Groups"
            ) {
                [
                    ManifestCreateCommand.command, ManifestAddCommand.command, ManifestAnnotateCommand.command,
                    ManifestInspectCommand.command, ManifestPushCommand.command, ManifestRemoveCommand.remove,
                    ManifestRemoveCommand.rm, ManifestRemoveCommand.exists,
                ]
            }
        ]
    }

    /// `key=value` of an option that may be repeated.
    static func annotation(_ text: String) throws(UsageError) -> (key: String, value: String) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw .invalidValue("no value given for annotation: it is KEY=VALUE")
        }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }

    /// The row of `--annotation`.
    static func annotationRow<Options>(
        _ what: String, _ path: WritableKeyPath<Options, [String: String]>
    ) -> OptionRow<Options> {
        .value("annotation", "key=value", what) { (options, text) throws(UsageError) in
            let pair = try annotation(text)
            options[keyPath: path][pair.key] = pair.value
        }
    }

    /// The rows of what a list says of an image.
    static func entryRows<Options>(_ path: WritableKeyPath<Options, ListEntryChanges>) -> [OptionRow<Options>] {
        [
            .string("arch", "arch", "The architecture that the list tells") { $0[keyPath: path].architecture = $1 },
            .string("os", "os", "The operating system that the list tells") { $0[keyPath: path].os = $1 },
            .string("os-version", "version", "Its version") { $0[keyPath: path].osVersion = $1 },
            .strings("os-features", "feature", "Features that it has to have; may be repeated") {
                $0[keyPath: path].osFeatures += $1
            },
            .strings("features", "feature", "Features that the processor has to have; may be repeated") {
                $0[keyPath: path].features += $1
            },
            .string("variant", "variant", "The variant of the architecture") { $0[keyPath: path].variant = $1 },
            annotationRow("What the list is to say of the image; may be repeated", path.appending(path: \.annotations)),
        ]
    }
}
