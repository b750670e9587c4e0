import Dispatch
import Glibc

/// The signals that end the program.
enum Signals {
    private static var ending: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        return set
    }

    /// Keeps SIGTERM and SIGINT for ``wait()``. Before any other thread starts, so that all inherit it. A broken pipe
    /// becomes an error of the write instead of an end of the program.
    static func hold() {
        var set = ending
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Ends the program as a signal from outside does.
    static func end() {
        kill(getpid(), SIGTERM)
    }

    /// Lets Ctrl-C end the program at once again, for commands that are over in a moment.
    static func release() {
        var set = ending
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// Goes on, and has the programs that it runs go on, when the terminal is closed or Ctrl-C is typed: for what must not
    /// end in the middle.
    static func endure() {
        for number in [SIGHUP, SIGINT] { signal(number, SIG_IGN) }
    }

    /// Returns when one of the ending signals has come. Waits on a thread of its own: the cooperative pool must not
    /// block.
    static func wait() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var set = ending
                var signal: Int32 = 0
                sigwait(&set, &signal)
                continuation.resume()
            }
        }
    }
}
