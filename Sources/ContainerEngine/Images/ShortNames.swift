internal import ImageStorage
internal import Linux
public import OCISpecification
internal import RegistryAccess

/// Asks the user for one of several names; nil when nobody can be asked.
public typealias ShortNameQuestion = (_ short: String, _ names: [ImageReference]) throws(EngineError) -> ImageReference

extension Engine {
    /// What a name without a registry stands for on this machine.
    func shortName(_ text: String) throws(EngineError) -> ShortName {
        do throws(RegistryError) { return try registriesConfiguration().resolve(text) } catch {
            throw EngineError(.invalid, error.description)
        }
    }

    private func registriesConfiguration() throws(RegistryError) -> RegistriesConfiguration {
        var environment: [String: String] = [:]
        for name in ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "CONTAINERS_REGISTRIES_CONF", "REGISTRIES_CONFIG_PATH"] {
            environment[name] = environmentVariable(name)
        }
        return try RegistriesConfiguration(environment: environment, isRoot: host.callerUser == 0)
    }

    /// Pulls a name from the registry that it is of: the one that an alias or the user says, else the first that has it.
    func pullShortName(
        _ text: String, _ platform: Platform?, _ choose: ShortNameQuestion?,
        _ pull: (PullRequest) throws(EngineError) -> PulledImage
    ) throws(EngineError) -> PulledImage {
        let names: [ImageReference]
        switch try shortName(text) {
        case .known(let name): return try pull(PullRequest(name, platform: platform))
        case .candidates(let all, let mode):
            if mode != .disabled, let choose {
                let chosen = try choose(text, all)
                let pulled = try pull(PullRequest(chosen, platform: platform))
                // That a choice could not be kept is told, and the image is there all the same.
                do throws(RegistryError) { try registriesConfiguration().remember(text, as: chosen) } catch {
                    throw EngineError(.system, error.description)
                }
                return pulled
            }
            if mode == .enforcing {
                throw EngineError(
                    .invalid,
                    "short-name resolution enforced but cannot prompt without a TTY: \(text) may be "
                        + all.map(\.description).joined(separator: ", ") + "; name the one that is meant")
            }
            names = all
        }
        var faults: [String] = []
        for name in names {
            do throws(EngineError) { return try pull(PullRequest(name, platform: platform)) } catch {
                if error.code == .interrupted { throw error }
                faults.append(error.message)
            }
        }
        throw EngineError(.notFound, "no registry has \(text): \(faults.joined(separator: "; "))")
    }
}

extension ShortName {
    var all: [ImageReference] {
        switch self {
        case .known(let name): [name]
        case .candidates(let names, _): names
        }
    }
}
