import Linux
import TestSupport

/// Runs the runtime under ptrace(2) and kills it, or the first process of the container, at one of the stops before and after each
/// system call. In Perl, which every Debian has: the calls that it takes are no business of a container runtime.
enum KillAtStep {
    enum Victim: String, CaseIterable, Sendable, CustomStringConvertible {
        case runtime, firstProcess
        var description: String { self == .runtime ? "the runtime" : "the first process" }
    }

    struct Outcome {
        /// How many stops the victim came by; smaller than asked for when it was never killed.
        let stops: Int
        let killed: Bool
        /// All processes that were seen.
        let processes: [String]
    }

    /// Leaves what goes on without the victim running as soon as it is at rest.
    static func run(_ victim: Victim, step: Int, _ arguments: [String], output: String) throws -> Outcome {
        let words = [victim == .runtime ? "0" : "1", "\(step)", output, RuntimeUnderTest.path!] + arguments
        let result = try runCommand(
            "/usr/bin/perl", ["-e", tracer] + words, environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"], seconds: 60)
        let told = result.text.split(separator: " ").map { String($0) }
        guard result.code == 0, told.count >= 3, let stops = Int(told[0]) else { throw FuzzRun.Finding(result.report) }
        return Outcome(stops: stops, killed: told[1] == "1", processes: Array(told[2...]))
    }

    /// Arguments: whether a child is the victim, the step, where the program's output goes, the program. Tells the stops, whether it
    /// killed, and the processes.
    private static let tracer = #"""
        use strict; use POSIX ();
        my ($child, $step, $output, @program) = @ARGV;
        my ($ptrace, $wait4) = (POSIX::uname())[4] eq "x86_64" ? (101, 61) : (117, 260);
        # Perl's own does not tell why a child has stopped.
        sub await {
            my ($pid, $flags) = @_;
            my $status = pack("i", 0);
            my $got = syscall($wait4, $pid + 0, $status, $flags + 0, 0);
            return ($got, unpack("i", $status));
        }
        sub trace { my ($request, $pid, $data) = @_; return syscall($ptrace, $request + 0, $pid + 0, 0, $data + 0) }
        my $first = fork();
        if (!$first) {
            open(STDIN, "<", "/dev/null"); open(STDOUT, ">", $output); open(STDERR, ">&", \*STDOUT);
            trace(0, 0, 0);
            exec { $program[0] } @program;
            POSIX::_exit(127);
        }
        await($first, 0x40000000);
        # TRACESYSGOOD, and the children: fork, vfork, clone
        trace(0x4200, $first, 0x1 | 0x2 | 0x4 | 0x8);
        trace(24, $first, 0);
        my ($stops, $killed, $victim, $idle, %seen, %alive) = (0, 0, $child ? 0 : $first, 0);
        $seen{$first} = $alive{$first} = 1;
        while (1) {
            my ($pid, $status) = await(-1, 0x40000000 | ($alive{$first} ? 0 : 1));
            last if $pid < 0;
            if ($pid == 0) { last if ++$idle > 40; select(undef, undef, undef, 0.002); next }
            $idle = 0;
            if (($status & 0x7f) == 0 || ($status & 0xff) != 0x7f) { delete $alive{$pid}; next }
            my ($signal, $event) = (($status >> 8) & 0xff, $status >> 16);
            my $new = !$seen{$pid};
            $seen{$pid} = $alive{$pid} = 1;
            if ($new && $child && !$victim) { $victim = $pid }
            if ($pid == $victim && $signal == (5 | 0x80)) {
                if (++$stops == $step) { $killed = 1; kill(9, $pid); next }
            }
            my $pass = ($signal == 5 || $signal == (5 | 0x80) || ($new && $signal == 19)) ? 0 : $signal;
            trace(24, $pid, $pass);
        }
        print "$stops $killed ", join(" ", sort keys %seen), "\n";
        """#
}
