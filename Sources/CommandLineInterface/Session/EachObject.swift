internal import ContainerEngine
internal import Linux
internal import Synchronization

/// Runs a step for each object, goes on after failures, and ends with what `failure` says of the worst (as docker and podman do).
func forEach(
    _ words: [String], failure: (EngineError) -> Int32 = { _ in 125 }, _ step: (String) throws(EngineError) -> String?
) -> Int32 {
    var code: Int32 = 0
    for word in words { code = max(code, tell(answer(word, step), failure)) }
    return code
}

/// As ``forEach``, with up to sixteen steps at once, for steps that wait for processes to end. What they come to is told in the
/// order of the words, each as soon as all before it are done.
func forEachAtOnce(
    _ words: [String], failure: @escaping @Sendable (EngineError) -> Int32 = { _ in 125 },
    _ step: @escaping @Sendable (String) throws(EngineError) -> String?
) -> Int32 {
    // A word that is there twice would make two steps fight for one object.
    var seen: Set<String> = []
    guard words.count > 1, words.allSatisfy({ seen.insert($0).inserted }) else {
        return forEach(words, failure: failure, step)
    }
    let crew = Crew(words, failure, step)
    crew.run(hands: min(words.count, 16))
    return crew.code
}

/// Threads that share a list of words.
private final class Crew: Sendable {
    private struct Progress {
        var next = 0
        var told = 0
        var answers: [Int: Result<String?, EngineError>] = [:]
        var code: Int32 = 0
    }

    private final class Hand: Sendable {
        let thread: WorkerThread
        init(_ run: @escaping @Sendable () -> Void) throws(SystemCallError) { thread = try WorkerThread(run) }
    }

    private let words: [String]
    private let failure: @Sendable (EngineError) -> Int32
    private let step: @Sendable (String) throws(EngineError) -> String?
    private let progress = Mutex(Progress())

    init(
        _ words: [String], _ failure: @escaping @Sendable (EngineError) -> Int32,
        _ step: @escaping @Sendable (String) throws(EngineError) -> String?
    ) {
        self.words = words
        self.failure = failure
        self.step = step
    }

    var code: Int32 { progress.withLock { $0.code } }

    /// Answers when all is done; this thread is one of the hands, so that it gets done without others too.
    func run(hands: Int) {
        var others: [Hand] = []
        while others.count < hands - 1, let hand = try? Hand({ self.work() }) { others.append(hand) }
        work()
        others.removeAll()  // waits for them
    }

    private func work() {
        while let index = take() {
            let result = answer(words[index], step)
            progress.withLock { progress in
                progress.answers[index] = result
                while let ready = progress.answers.removeValue(forKey: progress.told) {
                    progress.code = max(progress.code, tell(ready, failure))
                    progress.told += 1
                }
            }
        }
    }

    private func take() -> Int? {
        progress.withLock { progress in
            guard progress.next < words.count else { return nil }
            progress.next += 1
            return progress.next - 1
        }
    }
}

private func answer(
    _ word: String, _ step: (String) throws(EngineError) -> String?
) -> Result<String?, EngineError> {
    do throws(EngineError) { return .success(try step(word)) } catch { return .failure(error) }
}

/// Prints what a step came to, and answers its exit code.
private func tell(_ answer: Result<String?, EngineError>, _ failure: (EngineError) -> Int32) -> Int32 {
    switch answer {
    case .success(let line):
        if let line { Console.print(line) }
        return 0
    case .failure(let error):
        Console.complain("Error: \(error.message)")
        return failure(error)
    }
}
